// Playwright's declarations use these names of the DOM, which no program of Node has. The tests use no value of them.
type Node = object;
type HTMLElement = object;
type SVGElement = object;
type HTMLElementTagNameMap = Record<string, HTMLElement>;
