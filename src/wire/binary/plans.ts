import type { DescMessage } from "@bufbuild/protobuf";

/** Gives the plan of a type, made when it is first asked for: types that are in the messages of many RPCs have one. */
export function rememberPlans<Plan>(createPlan: (desc: DescMessage) => Plan): (desc: DescMessage) => Plan {
  const plans = new WeakMap<DescMessage, Plan>();
  return (desc) => {
    const plan = plans.get(desc) ?? createPlan(desc);
    plans.set(desc, plan);
    return plan;
  };
}
