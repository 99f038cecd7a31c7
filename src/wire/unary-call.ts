// A class, because one exists for every call and methods on a prototype cost nothing to create.
import type { Message } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  type ContextValues,
  type HandlerContext,
  type MethodImplSpec,
  type UnaryRequest,
} from "@connectrpc/connect";
import type { CallGate, Waiting } from "../admission/call-gate.ts";
import { CallValues } from "./call-values.ts";
import type { DeadlineWatch, WatchedPlace } from "./deadline-watch.ts";
import type { Exchange } from "./exchange.ts";
import { LightHeaders, RequestHeaders } from "./light-headers.ts";
import type { WireObserver } from "./observer.ts";

/** The implementation of a unary RPC. */
export type UnarySpec = MethodImplSpec & { readonly kind: "unary" };

/** Where a request keeps its call, also when an interceptor passes a copy of it on. */
export const callKey: unique symbol = Symbol("call");

/** What interceptors get: Connect's request, which remembers its call. */
export interface LaneRequest extends UnaryRequest {
  readonly [callKey]?: UnaryCall;
}

/** The longest time that a timer of Node can wait. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * A unary call from its headers to its answer. What costs something is made when somebody asks for it: the signal, the
 * timer, the copy of a header.
 */
export class UnaryCall {
  readonly exchange: Exchange;
  readonly spec: UnarySpec;
  readonly protocolName: string;
  readonly header: RequestHeaders;
  readonly values: ContextValues;
  readonly responseHeader: LightHeaders = new LightHeaders();
  readonly responseTrailer: LightHeaders = new LightHeaders();
  /** Whether an answer is on its way: there is only one. */
  isAnswered = false;
  /** When the headers were there, as `performance.now()` says it; 0 when nobody follows the call. */
  startMs = 0;
  /** How long the body of the request was, as far as it was read to its end. */
  requestBytes = 0;
  private observer: WireObserver | undefined;
  private deadlineMs: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private controller: AbortController | undefined;
  private isAborted = false;
  private reason: unknown;
  private waiting: Waiting | undefined;
  private watch: DeadlineWatch | undefined;
  private watched: WatchedPlace | undefined;
  private onDeadline: ((error: ConnectError) => void) | undefined;

  constructor(exchange: Exchange, spec: UnarySpec, protocolName: string, values?: ContextValues) {
    this.exchange = exchange;
    this.spec = spec;
    this.protocolName = protocolName;
    this.header = new RequestHeaders(exchange.headers);
    this.values = values ?? new CallValues();
  }

  /** Tells the observer of the end of the call. */
  observe(observer: WireObserver): void {
    this.startMs = performance.now();
    this.observer = observer;
  }

  /** Says that the call has ended; the first time counts. */
  end(code: Code | undefined): void {
    const { observer } = this;
    if (observer === undefined) return;
    this.observer = undefined;
    observer.callEnded(this, code);
  }

  /** Aborted when the caller goes away, when the deadline passes, and when the call has ended. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.isAborted) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  /** Aborts the signal; the first reason counts. */
  abort(reason: unknown): void {
    if (this.isAborted) return;
    this.isAborted = true;
    this.reason = reason;
    this.controller?.abort(reason);
    this.waiting?.abandon();
    if (this.watched !== undefined) this.watch?.remove(this.watched);
    if (this.timer !== undefined) clearTimeout(this.timer);
  }

  /**
   * Waits for a place, which is given up when the call is aborted: then the answer is false. Rejects with the gate's
   * refusal.
   */
  async waitAt(gate: CallGate): Promise<boolean> {
    if (this.isAborted) return false;
    this.waiting = gate.wait();
    return this.waiting.admitted;
  }

  /**
   * Begins to count down; at the end the signal is aborted and `onDeadline` gets the error that the caller is owed.
   * Throws that error when there is no time at all.
   *
   * @param watch Watches over calls with this very timeout. Default: the call has a timer of its own.
   */
  startDeadline(timeoutMs: number, onDeadline: (error: ConnectError) => void, watch?: DeadlineWatch): void {
    if (timeoutMs <= 0) throw createDeadlineExceeded();
    this.deadlineMs = performance.now() + timeoutMs;
    this.onDeadline = onDeadline;
    this.watch = watch;
    if (watch !== undefined) this.watched = watch.add(this);
    else if (timeoutMs <= maxTimerMs) this.timer = setTimeout(() => this.expire(), timeoutMs);
  }

  /** Ends the call because its time is up. */
  expire(): void {
    const error = createDeadlineExceeded();
    this.abort(error);
    this.onDeadline?.(error);
  }

  /** What is left of the caller's time; `undefined` when it set none. */
  readonly timeoutMs = (): number | undefined =>
    this.deadlineMs === undefined ? undefined : this.deadlineMs - performance.now();

  /** The request as interceptors get it. */
  toRequest(message: Message): LaneRequest {
    return new CallRequest(this, message);
  }

  /** The context of the handler. What interceptors have replaced in the request is replaced here. */
  toContext(request: UnaryRequest): HandlerContext {
    return new CallContext(this, request);
  }
}

/**
 * The signal of a request, made when somebody asks for it. One getter for all requests: V8 would make a hidden class for
 * each that has one of its own, and keep it, with the getter and the whole call, until it collects everything.
 */
const lazySignal: PropertyDescriptor = {
  enumerable: true,
  configurable: true,
  get(this: CallRequest): AbortSignal {
    return this[callKey].signal;
  },
};

/**
 * Every property is its own, so that `{ ...request }` copies all of it. A class and no literal: what literals make V8
 * may come to take for long-lived, and then keeps it, with the whole call.
 */
class CallRequest implements LaneRequest {
  readonly stream = false;
  readonly message: Message;
  readonly method: UnarySpec["method"];
  readonly service: UnaryRequest["service"];
  readonly requestMethod: string;
  readonly header: RequestHeaders;
  readonly contextValues: ContextValues;
  readonly url: string;
  declare readonly signal: AbortSignal;
  readonly [callKey]: UnaryCall;

  constructor(call: UnaryCall, message: Message) {
    const { method } = call.spec;
    this.message = message;
    this.method = method;
    this.service = method.parent;
    this.requestMethod = call.exchange.method;
    this.header = call.header;
    this.contextValues = call.values;
    this.url = call.exchange.url;
    this[callKey] = call;
    Object.defineProperty(this, "signal", lazySignal);
  }
}

/** A class, because a getter on a prototype costs a call nothing, and handlers do not copy contexts. */
class CallContext implements HandlerContext {
  readonly service: HandlerContext["service"];
  readonly method: HandlerContext["method"];
  readonly protocolName: string;
  readonly requestMethod: string;
  readonly requestHeader: Headers;
  readonly responseHeader: Headers;
  readonly responseTrailer: Headers;
  readonly timeoutMs: () => number | undefined;
  readonly values: ContextValues;
  readonly url: string;
  private readonly request: UnaryRequest;

  constructor(call: UnaryCall, request: UnaryRequest) {
    this.service = request.service;
    this.method = call.spec.method;
    this.protocolName = call.protocolName;
    this.requestMethod = request.requestMethod;
    this.requestHeader = request.header;
    this.responseHeader = call.responseHeader;
    this.responseTrailer = call.responseTrailer;
    this.timeoutMs = call.timeoutMs;
    this.values = request.contextValues;
    this.url = request.url;
    this.request = request;
  }

  get signal(): AbortSignal {
    return this.request.signal;
  }
}

const createDeadlineExceeded = (): ConnectError =>
  new ConnectError("The deadline passed before the call ended", Code.DeadlineExceeded);
