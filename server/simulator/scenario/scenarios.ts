import type { MainsSelector } from '../world/world'

export type ScenarioAction =
  | { readonly do: 'mains'; readonly on: boolean; readonly where: MainsSelector }
  | { readonly do: 'guest'; readonly vm: string; readonly hung: boolean }
  | { readonly do: 'manager'; readonly down: 'no' | 'refuses' | 'hangs' }
  | { readonly do: 'comms'; readonly ups: string; readonly lost: boolean }
  | { readonly do: 'self-test'; readonly ups: string }
  | { readonly do: 'cooling'; readonly on: boolean; readonly where: MainsSelector }

export interface ScenarioStep {
  readonly atSeconds: number
  readonly action: ScenarioAction
}

export interface Scenario {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly steps: readonly ScenarioStep[]
}

/** What the scenarios of a datacenter are about. */
export interface Cast {
  readonly group: string
  readonly feedA: string
  readonly hungVm: string
}

const mains = (atSeconds: number, on: boolean, where: MainsSelector): ScenarioStep => ({
  atSeconds,
  action: { do: 'mains', on, where },
})

/** Seconds after which mains return in a long outage: late enough for the demo's plan to have ended. */
const LONG_OUTAGE_SECONDS = 190

/** Until then it has grown hot enough for the demo's plan. */
const COOLING_BACK_SECONDS = 60

export const scenariosFor = ({ group, feedA, hungVm }: Cast): readonly Scenario[] => {
  const row = { group }
  const feed = { ups: feedA }
  return [
    {
      name: 'cut-the-mains',
      title: 'Cut the mains',
      description: `Mains fail on both feeds of ${group} and stay away.`,
      steps: [mains(0, false, row)],
    },
    {
      name: 'restore-the-mains',
      title: 'Restore the mains',
      description: 'Mains are back everywhere.',
      steps: [mains(0, true, 'all')],
    },
    {
      name: 'short-blip',
      title: 'Short blip',
      description: `Mains of ${group} are away for 4 seconds.`,
      steps: [mains(0, false, row), mains(4, true, row)],
    },
    {
      name: 'long-outage',
      title: 'Long outage',
      description: `Mains of ${group} fail and return after ${LONG_OUTAGE_SECONDS} seconds.`,
      steps: [mains(0, false, row), mains(LONG_OUTAGE_SECONDS, true, row)],
    },
    {
      name: 'site-outage',
      title: 'Whole site',
      description: `Mains fail everywhere and return after ${LONG_OUTAGE_SECONDS} seconds.`,
      steps: [mains(0, false, 'all'), mains(LONG_OUTAGE_SECONDS, true, 'all')],
    },
    {
      name: 'returns-midway',
      title: 'Power returns mid-way',
      description: `Mains of ${group} return after 45 seconds, while its plan is being carried out.`,
      steps: [mains(0, false, row), mains(45, true, row)],
    },
    {
      name: 'flapping',
      title: 'Flapping mains',
      description: `Mains of ${group} come and go: four losses of 15 seconds with 8 seconds between, then a long one.`,
      steps: [
        ...[0, 23, 46, 69].flatMap((start) => [mains(start, false, row), mains(start + 15, true, row)]),
        mains(92, false, row),
        mains(92 + LONG_OUTAGE_SECONDS, true, row),
      ],
    },
    {
      name: 'one-feed',
      title: 'One feed of two',
      description: `Only ${feedA} loses its mains; the other feed carries on.`,
      steps: [mains(0, false, feed), mains(120, true, feed)],
    },
    {
      name: 'hung-guest',
      title: 'Hung guest',
      description: `${hungVm} ignores its shutdown while the mains of ${group} are away.`,
      steps: [
        { atSeconds: 0, action: { do: 'guest', vm: hungVm, hung: true } },
        mains(1, false, row),
        mains(LONG_OUTAGE_SECONDS, true, row),
        { atSeconds: LONG_OUTAGE_SECONDS, action: { do: 'guest', vm: hungVm, hung: false } },
      ],
    },
    {
      name: 'manager-down',
      title: 'Manager down',
      description: `The manager refuses connections from second 15 to 45 of an outage of ${group}.`,
      steps: [
        mains(0, false, row),
        { atSeconds: 15, action: { do: 'manager', down: 'refuses' } },
        { atSeconds: 45, action: { do: 'manager', down: 'no' } },
        mains(LONG_OUTAGE_SECONDS, true, row),
      ],
    },
    {
      name: 'comms-lost',
      title: 'Agent silent',
      description: `The agent of ${feedA} stops answering for 60 seconds; its power is fine.`,
      steps: [
        { atSeconds: 0, action: { do: 'comms', ups: feedA, lost: true } },
        { atSeconds: 60, action: { do: 'comms', ups: feedA, lost: false } },
      ],
    },
    {
      name: 'self-test',
      title: 'Self-test',
      description: `${feedA} tests its battery: it runs on battery for 8 seconds and it is no outage.`,
      steps: [{ atSeconds: 0, action: { do: 'self-test', ups: feedA } }],
    },
    {
      name: 'cooling-fails',
      title: 'Cooling fails',
      description: `The room of ${group} grows warm on live mains, and is cooled again after ${COOLING_BACK_SECONDS} seconds.`,
      steps: [
        { atSeconds: 0, action: { do: 'cooling', on: false, where: row } },
        { atSeconds: COOLING_BACK_SECONDS, action: { do: 'cooling', on: true, where: row } },
      ],
    },
  ]
}

export const scenarioSeconds = (scenario: Scenario): number => Math.max(...scenario.steps.map(({ atSeconds }) => atSeconds))
