// Connect's declarations use this name of the Fetch standard, which @types/node for Node 20 does not declare.
type HeadersInit = NonNullable<ConstructorParameters<typeof Headers>[0]>;
