import { type RateValue, rate } from "./rate.ts";
import { defineSetting } from "./setting.ts";
import { wholeNumber } from "./value-types.ts";

/** Settings of what the server does when there are more calls than it can answer in time. */
export const admissionSettings = {
  /** How many calls are worked on at a time; 0 switches the protection against overload off. */
  maxConcurrentCalls: defineSetting({
    flag: "max-concurrent-calls",
    env: "ROSTER_MAX_CONCURRENT_CALLS",
    group: "Limits",
    type: wholeNumber({ placeholder: "N", min: 0, max: 1_000_000, hint: "0 switches the protection off" }),
    default: 250,
    description: "Calls that are worked on at a time. 0 switches all protection against overload off.",
    reason: "Twice what keeps a disk busy with writes that share their commits; more at a time are answered no faster.",
  }),
  /** How many more may wait for a place. */
  maxWaitingCalls: defineSetting({
    flag: "max-waiting-calls",
    env: "ROSTER_MAX_WAITING_CALLS",
    group: "Limits",
    type: wholeNumber({ placeholder: "N", min: 0, max: 1_000_000 }),
    default: 1_000,
    description: "Calls that wait for their turn behind those. Further ones are refused at once.",
    reason: "A short peak is taken up; a longer line only makes everybody late.",
  }),
  /** How long a call may wait before the server works on it. */
  maxWaitMs: defineSetting({
    flag: "max-wait-ms",
    env: "ROSTER_MAX_WAIT_MS",
    group: "Limits",
    type: wholeNumber({ placeholder: "MS", min: 10, max: 600_000 }),
    default: 500,
    description: "Longest wait of a call for its turn, in milliseconds; then it is refused.",
    reason: "Half of the second that interactive callers have: the other half is for the answer.",
  }),
  /** How often each caller may call, over all RPCs. */
  rateLimit: defineSetting<RateValue | undefined>({
    flag: "rate-limit",
    env: "ROSTER_RATE_LIMIT",
    group: "Limits",
    type: rate,
    default: undefined,
    description: "How often each caller may call, such as 100/s or 6000/m. Each process counts for itself.",
    reason: "Who knows all callers needs none, and a limit that is too low breaks what works.",
  }),
  /** The deadline of calls whose callers set none; 0 for none. */
  defaultDeadlineMs: defineSetting({
    flag: "default-deadline-ms",
    env: "ROSTER_DEFAULT_DEADLINE_MS",
    group: "Limits",
    type: wholeNumber({ placeholder: "MS", min: 0, max: 86_400_000, hint: "0 is none" }),
    default: 60_000,
    description: "Deadline of calls whose callers set none, in milliseconds. 0 is none.",
    reason: "As long as a request may take to arrive, and as most proxies wait: nobody listens any more by then.",
  }),
  /** The longest deadline; longer ones are cut. */
  maxDeadlineMs: defineSetting({
    flag: "max-deadline-ms",
    env: "ROSTER_MAX_DEADLINE_MS",
    group: "Limits",
    type: wholeNumber({ placeholder: "MS", min: 1, max: 86_400_000 }),
    default: undefined,
    description: "Longest deadline of a call, in milliseconds. Those of callers that want more are cut to it.",
    reason: "Who sets a deadline has thought about it.",
  }),
};
