import { Injectable } from '@nestjs/common';
import { ModelProbe, type ModelState } from '../ports/model-probe.port.js';

/** Age up to which a look at the model is still good, in milliseconds: anybody may ask, the model is asked once. */
const FRESH_MS = 5_000;

/** Whether the model can be reached, looked up at most every {@link FRESH_MS}. */
@Injectable()
export class ModelHealth {
  private last: { state: Promise<ModelState>; at: number } | undefined;

  constructor(private readonly probe: ModelProbe) {}

  state(): Promise<ModelState> {
    if (!this.last || Date.now() - this.last.at > FRESH_MS) this.last = { state: this.probe.look(), at: Date.now() };
    return this.last.state;
  }
}
