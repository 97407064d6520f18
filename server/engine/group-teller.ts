import type { Logger } from 'pino'
import type { PowerGroupId } from '../domain/ids'
import type { RunWithSteps } from '../domain/run'
import type { AlarmDoc } from '../domain/view'
import type { PowerDeviceView, PowerGroup } from '../domain/world'
import { batteryRoomInPieces } from '../planner/battery-room'
import { movesToBattery } from '../planner/room-candidate'
import type { PlanRow, PlanVersionRow } from '../store/store'
import type { AlarmCondition } from './alarm-condition'
import { alarmsNow } from './alarms'
import type { CablingKeeper } from './cabling/cabling-keeper'
import type { CablingSight } from './cabling/cabling-sight'
import type { CareKeeper } from './care/care-keeper'
import { type CarriedGroup, dangerAlarms } from './danger-alarms'
import type { FailingRuns } from './failing-runs'
import type { IdentityKeeper } from './identity-keeper'
import type { HardwareKeeper } from './hardware/hardware-keeper'
import { groupForecast } from './group-forecast'
import type { RejectedForecast } from '../planner/believed-forecast'
import { EVERY_MS, GroupForecasts } from './group-forecasts'
import { groupDoc } from './live-docs'
import { moveAlarms } from './move-alarms'
import { roomQuestion } from './outages/battery-targets'
import type { OutageKeeper } from './outages/outage-keeper'
import type { Thrift } from './outages/thrift'
import type { Publisher } from './publisher'
import { forecastRejection } from './rejected/reject-forecast'
import type { RejectedPlans } from './rejected/rejected-plans'
import type { ReadinessKeeper } from './readiness/readiness-keeper'
import type { Site } from './site'
import type { DeletedVms } from './deleted-vms'
import { safeguardAlarms } from './safeguard-alarms'
import { blindAlarms, restartAlarms, switchedOffAlarms } from './restart-alarms'
import { SupplyAlarms, type SupplyScene } from './supply-alarms'
import type { TargetSweep } from './target-sweep'

type Views = readonly PowerDeviceView[]
type GroupStates = ReturnType<Site['groupStates']>
type Plans = ReadonlyMap<PowerGroupId, PlanRow>

interface Parts {
  readonly site: Site
  readonly publisher: Publisher
  readonly outages: OutageKeeper
  readonly rejected: Pick<RejectedPlans, 'tell'>
  readonly failing: Pick<FailingRuns, 'alarms'>
  readonly thrift: Pick<Thrift, 'foreseen'>
  readonly care: CareKeeper
  readonly cabling: CablingKeeper
  readonly identities: Pick<IdentityKeeper, 'alarms'>
  readonly hardware: Pick<HardwareKeeper, 'alarms'>
  readonly readiness: Pick<ReadinessKeeper, 'alarms'>
  readonly targets: Pick<TargetSweep, 'alarms'>
  readonly deleted: Pick<DeletedVms, 'has'>
  /** Those that are shown, also for a while after their end. */
  readonly runs: () => readonly RunWithSteps[]
  readonly now: () => number
  readonly log: Pick<Logger, 'error'>
  /** Something more is known, and is to be told. */
  readonly wake: () => void
}

/** Tells people how each power group stands, what would happen to it, and what is wrong. */
export class GroupTeller {
  readonly #parts: Parts
  readonly #supplyAlarms = new SupplyAlarms()
  #alarms: ReadonlyMap<string, AlarmDoc> = new Map()
  readonly #forecasts: GroupForecasts

  constructor(parts: Parts) {
    this.#parts = parts
    this.#forecasts = new GroupForecasts({
      now: parts.now,
      log: parts.log,
      onForeseen: (id, forecast) => {
        parts.outages.setMargin(id, forecast.marginSeconds)
        parts.thrift.foreseen(id, forecast)
      },
      onLate: parts.wake,
    })
  }

  /** Plans or topology changed: what was foreseen stands no more. */
  forgetForecasts(): void {
    this.#forecasts.forget()
  }

  tell(views: Views, states: GroupStates, nowMs: number): void {
    const { site } = this.#parts
    const sight = site.cablingSight(views)
    const plans = new Map(site.configuration.plans.map((plan) => [plan.powerGroupId, plan]))
    this.#foresee(views, states, plans, nowMs)
    const carried = this.#tellGroups(views, states, plans, sight, nowMs)
    this.#tellAlarms(
      views,
      states,
      plans,
      sight,
      [...dangerAlarms(carried), ...restartAlarms(carried), ...blindAlarms(carried)],
      nowMs,
    )
  }

  /** The version that a group's outage goes by, or would. */
  #versionOf(group: PowerGroup, plans: Plans): PlanVersionRow | null {
    const { site, outages } = this.#parts
    const run = outages.runOf(group.id)
    return site.version(run === null ? (plans.get(group.id)?.publishedVersionId ?? null) : run.planVersionId)
  }

  #foresee(views: Views, states: GroupStates, plans: Plans, nowMs: number): void {
    const { site, outages } = this.#parts
    const { world, durations } = site
    for (const { group, state } of states) {
      const content = this.#versionOf(group, plans)?.content
      const run = outages.runOf(group.id)
      if (content === undefined) continue
      const everyMs = state.inTrouble ? EVERY_MS.inTrouble : EVERY_MS.onMains
      const onRejected = (rejected: RejectedForecast): void => this.#parts.rejected.tell(forecastRejection(group, rejected))
      const batteries = () =>
        batteryRoomInPieces(roomQuestion(site, { group, content, run }, (id) => outages.runOf(id), views, nowMs))
      const targets = state.inTrouble && movesToBattery(content) ? { batteries } : {}
      const foresee = () => groupForecast({ content, group, world, views, run, nowMs, durations, onRejected, ...targets })
      this.#forecasts.ask(group.id, foresee, everyMs)
    }
    void this.#forecasts.foresee()
  }

  /** Returns the groups whose plan is being carried out. */
  #tellGroups(views: Views, states: GroupStates, plans: Plans, sight: CablingSight, nowMs: number): readonly CarriedGroup[] {
    const carried: CarriedGroup[] = []
    const { site, publisher, outages, care, cabling } = this.#parts
    const { world } = site
    for (const { group, state } of states) {
      const plan = plans.get(group.id) ?? null
      const run = outages.runOf(group.id)
      if (run !== null) carried.push({ group, run })
      const version = this.#versionOf(group, plans)
      publisher.put(
        'group',
        group.id,
        groupDoc({
          group,
          state,
          views,
          notes: [...care.notesOf(group, views, nowMs), ...cabling.notesOf(group, sight)],
          world,
          hostIds: site.hostIdsOf(group),
          plan: plan === null ? null : { id: plan.id, name: plan.name, mode: plan.mode, content: version?.content ?? null },
          run,
          forecast: version === null ? null : this.#forecasts.of(group.id),
        }),
      )
    }
    return carried
  }

  #tellAlarms(
    views: Views,
    states: GroupStates,
    plans: Plans,
    sight: CablingSight,
    dangers: readonly AlarmCondition[],
    nowMs: number,
  ): void {
    const { site, publisher, care, cabling, readiness, runs } = this.#parts
    const { configuration, world } = site
    const alarms = alarmsNow({
      devices: views,
      groups: states.map(({ group, state }) => ({ group, state, plan: plans.get(group.id) ?? null })),
      world,
      declared: { feeds: configuration.feeds, deviceFeeds: configuration.deviceFeeds, groups: configuration.declaredGroups },
      further: [
        ...this.#parts.identities.alarms(),
        ...care.alarms(views, nowMs),
        ...cabling.alarms(sight, nowMs),
        ...this.#parts.hardware.alarms(),
        ...dangers,
        ...readiness.alarms(world.managers),
        ...this.#parts.targets.alarms(),
        ...this.#parts.failing.alarms(runs()),
        ...switchedOffAlarms(runs(), world.hosts),
        ...moveAlarms(runs(), world.vms),
        ...safeguardAlarms(runs(), world.managers, this.#parts.deleted.has, world.vms),
        ...this.#supplyAlarms.look(() => this.#supplyScene(views, states), nowMs),
      ],
      silenced: care.silenced(nowMs),
      before: this.#alarms,
      nowMs,
    })
    for (const [id, alarm] of alarms) if (this.#alarms.get(id) !== alarm) publisher.put('alarm', id, alarm)
    for (const id of this.#alarms.keys()) if (!alarms.has(id)) publisher.remove('alarm', id)
    this.#alarms = alarms
  }

  #supplyScene(views: Views, groups: GroupStates): SupplyScene {
    const { site } = this.#parts
    return {
      groups,
      scene: site.scene(views),
      atRisk: (group) => site.hostsAtRisk(group, views),
      hostNames: new Map(site.world.hosts.map(({ id, name }) => [id, name])),
      isKnown: (id) => this.#alarms.has(id),
    }
  }
}
