import type { GroupState } from '../../decide/group-state'
import type { Forecast } from '../../domain/forecast'
import type { PowerGroupId } from '../../domain/ids'
import type { PowerDeviceView, PowerGroup } from '../../domain/world'
import type { RunBook } from '../run-book'
import type { Site } from '../site'
import type { Clock } from '../steady-clock'
import { GraceKeeper } from './grace-keeper'
import type { OutageKeeper } from './outage-keeper'
import { ShedKeeper } from './shed-keeper'

/** What a run that sheds makes of its battery: VMs go on for as long as it lasts where the plan says so, and graces end where time is missing. */
export class Thrift {
  readonly #outages: Pick<OutageKeeper, 'runOf'>
  readonly #site: Pick<Site, 'version'>
  readonly #clock: Pick<Clock, 'now'>
  readonly #graces: GraceKeeper
  readonly #shedding: ShedKeeper

  constructor(parts: {
    readonly book: Pick<RunBook, 'get' | 'change'>
    readonly clock: Pick<Clock, 'now'>
    readonly site: Pick<Site, 'version' | 'world' | 'durations'>
    readonly outages: Pick<OutageKeeper, 'runOf'>
  }) {
    this.#outages = parts.outages
    this.#site = parts.site
    this.#clock = parts.clock
    this.#graces = new GraceKeeper(parts.book, parts.clock)
    this.#shedding = new ShedKeeper(parts.book, parts.clock, parts.site)
  }

  foreseen(groupId: PowerGroupId, forecast: Forecast): void {
    this.#graces.foreseen(groupId, forecast)
    this.#shedding.foreseen(groupId, forecast)
  }

  /** With each look at a group, once its stages have fired and before anything of them begins. */
  async consider(group: PowerGroup, state: GroupState, views: readonly PowerDeviceView[]): Promise<void> {
    const run = this.#outages.runOf(group.id)
    const content = this.#site.version(run?.planVersionId ?? null)?.content
    if (run === null || content === undefined) return
    await this.#shedding.consider({ run, group, state, views, content })
    // D3: nobody's grace is shortened while others may still go on; what was foreseen for that says nothing about what comes then.
    if (run.steps.some(({ state: done, notBeforeMs }) => done === 'pending' && (notBeforeMs ?? 0) > this.#clock.now()))
      this.#graces.forget(group.id)
    else await this.#graces.consider(run, group.id, state)
  }
}
