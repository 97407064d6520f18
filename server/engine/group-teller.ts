import type { Forecast } from '../domain/forecast'
import type { PowerGroupId } from '../domain/ids'
import type { RunWithSteps } from '../domain/run'
import type { AlarmDoc } from '../domain/view'
import type { PowerDeviceView } from '../domain/world'
import type { PlanRow } from '../store/store'
import type { AlarmCondition } from './alarm-condition'
import { alarmsNow } from './alarms'
import type { CablingKeeper } from './cabling/cabling-keeper'
import type { CablingSight } from './cabling/cabling-sight'
import type { CareKeeper } from './care/care-keeper'
import { type CarriedGroup, dangerAlarms } from './danger-alarms'
import type { HardwareKeeper } from './hardware/hardware-keeper'
import { groupForecast } from './group-forecast'
import { groupDoc } from './live-docs'
import { moveAlarms } from './move-alarms'
import type { OutageKeeper } from './outages/outage-keeper'
import type { Publisher } from './publisher'
import type { ReadinessKeeper } from './readiness/readiness-keeper'
import type { Site } from './site'
import { safeguardAlarms } from './safeguard-alarms'
import { SupplyAlarms, type SupplyScene } from './supply-alarms'
import type { TargetSweep } from './target-sweep'

const FORECAST_EVERY_MS = 2_000

type Views = readonly PowerDeviceView[]
type GroupStates = ReturnType<Site['groupStates']>
type Plans = ReadonlyMap<PowerGroupId, PlanRow>

interface Parts {
  readonly site: Site
  readonly publisher: Publisher
  readonly outages: OutageKeeper
  readonly care: CareKeeper
  readonly cabling: CablingKeeper
  readonly hardware: Pick<HardwareKeeper, 'alarms'>
  readonly readiness: Pick<ReadinessKeeper, 'alarms'>
  readonly targets: Pick<TargetSweep, 'alarms'>
  /** Those that are shown, also for a while after their end. */
  readonly runs: () => readonly RunWithSteps[]
}

/** Tells people how each power group stands, what would happen to it, and what is wrong. */
export class GroupTeller {
  readonly #parts: Parts
  readonly #supplyAlarms = new SupplyAlarms()
  #alarms: ReadonlyMap<string, AlarmDoc> = new Map()
  #forecasts = new Map<PowerGroupId, { readonly forecast: Forecast; readonly atMs: number }>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Plans or topology changed: what was foreseen stands no more. */
  forgetForecasts(): void {
    this.#forecasts.clear()
  }

  tell(views: Views, states: GroupStates, nowMs: number): void {
    const { site } = this.#parts
    const sight = site.cablingSight(views)
    const plans = new Map(site.configuration.plans.map((plan) => [plan.powerGroupId, plan]))
    const carried = this.#tellGroups(views, states, plans, sight, nowMs)
    this.#tellAlarms(views, states, plans, sight, dangerAlarms(carried), nowMs)
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
      const version = site.version(run === null ? (plan?.publishedVersionId ?? null) : run.planVersionId)
      const known = this.#forecasts.get(group.id)
      if (version !== null && (known === undefined || nowMs - known.atMs >= FORECAST_EVERY_MS)) {
        const forecast = groupForecast({ content: version.content, group, world, views, run, nowMs })
        this.#forecasts.set(group.id, { forecast, atMs: nowMs })
        outages.setMargin(group.id, forecast.marginSeconds)
      }
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
          forecast: version === null ? null : (this.#forecasts.get(group.id)?.forecast ?? null),
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
        ...care.alarms(views, nowMs),
        ...cabling.alarms(sight, nowMs),
        ...this.#parts.hardware.alarms(),
        ...dangers,
        ...readiness.alarms(world.managers),
        ...this.#parts.targets.alarms(),
        ...moveAlarms(runs(), world.vms),
        ...safeguardAlarms(runs(), world.managers),
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
