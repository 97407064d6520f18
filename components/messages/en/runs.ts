import { RUN_SENTENCES, type RunSentence } from '@/server/domain/run-sentences'

/** As they are kept; other languages have their own. */
const sentences: Readonly<Record<RunSentence, string>> = RUN_SENTENCES

export const runs = {
  title: 'Runs',
  table: 'Runs',
  columns: { title: 'Run', kind: 'Kind', phase: 'Phase', started: 'Started', lasted: 'Lasted', by: 'Started by' },
  emptyTitle: 'No run yet',
  emptyHint: 'A run is a plan carried out in an outage, or a host’s maintenance. Every one is kept here.',
  dryRun: 'Dry run',
  gone: 'This run is not known',
  back: 'All runs',
  phase: 'Phase',
  onBattery: 'On battery for',
  wasOnBattery: 'Time on battery',
  mainsBack: 'Mains back since',
  runtime: 'Runtime left',
  margin: 'Margin',
  nextStage: 'Next stage',
  steps: (done: number, all: number) => `${done} of ${all} steps verified`,
  startedBy: (who: string, when: string) => `started by ${who}, ${when}`,
  held: (time: string, left: string | null) =>
    `Held for ${time}: no new step begins. It goes on by itself at the latest safe moment${left === null ? '' : `, as known now in ${left}`}.`,
  heldInDanger: (time: string) =>
    `Held for ${time}: no new step begins until it is continued. On mains the hold does not end by itself.`,
  dangerLasts: (now: string, passed: string, inOutage: boolean) =>
    `${now}. What was shed does not come back by itself; a person is needed. ${inOutage ? 'Continue will be offered when the mains are back' : 'Continue brings it back although this lasts'}; best once this has passed: ${passed}.`,
  below: (celsius: string) => `below ${celsius}`,
  coolerBy: (celsius: string) => `${celsius} below the trigger`,
  passed: (heat: string | null, noSign: boolean, time: string) =>
    `${[heat, noSign ? (heat === null ? 'no sign of it' : 'no other sign') : null].filter(Boolean).join(', ')} for ${time}`,
  recoveryWaits: (what: string) => `Waits: ${what}.`,
  hostsLeftOff: (names: string) =>
    `Went off although they had their power, and are not switched on again: ${names}. Somebody may be working on them.`,
  goesOn: (how: string) => `It goes on ${how}.`,
  waitsFor: (what: string) => `Waits for: ${what}.`,
  waits: {
    steps: (count: number) =>
      `${count} ${count === 1 ? 'step that was called is brought to its end' : 'steps that were called are brought to their end'}`,
    steady: (least: string, now: string) => `mains steady for at least ${least} (${now} so far)`,
    charge: (now: string, least: string) => `charge ${now} of ${least}`,
    noCharge: (left: string) => `ten times as long as the outage, for no UPS tells its charge (${left} to go)`,
    managers: (names: string, left: string) => `an answer of ${names} (${left} more at most)`,
  },
  dangerOver: 'The danger has passed. Continue brings back what this run shut down, saved or moved.',
  dangerOverSince: 'Danger over since',
  dryRunBanner: 'Dry run: everything is decided and written down, nothing is touched.',
  hold: 'Hold',
  holdTitle: (run: string) => `Hold “${run}”`,
  holdEffect: (left: string | null) =>
    `No new step begins until you continue. Steps under way are finished. The hold ends by itself at the latest safe moment${left === null ? '' : `, as known now in ${left}`}.`,
  holdInDanger:
    'No new step begins until you continue. Steps under way are finished. While the mains are there the hold does not end by itself.',
  continue: 'Continue',
  continueTitle: (run: string) => `Continue “${run}”`,
  continueEffect: (pending: number) =>
    pending === 0
      ? 'No step waits now; stages that are due fire again.'
      : `${pending} waiting ${pending === 1 ? 'step goes' : 'steps go'} on at once.`,
  continueAfterDanger:
    'What this run shut down, saved or moved comes back, once the battery is charged as the plan asks. If that brings the danger back, the plan sheds again.',
  continueInDanger:
    'What this run shut down, saved or moved comes back although the danger lasts, once the battery is charged as the plan asks. Until this danger has passed the plan does not act on it again; in an outage it acts.',
  goNow: 'Go on now',
  goNowTitle: (run: string) => `Let “${run}” wait no longer`,
  goNowEffect:
    'What this run took down comes back without waiting for this any longer. It counts only while this is as shown here.',
  goNowCharge: (has: string, need: string) => `The battery has ${has}; ${need} are waited for.`,
  goNowShort: (time: string, count: number) =>
    `If the mains fail right after, at worst ${time} are missing to end everything in order${count === 0 ? '' : `, and ${count} ${count === 1 ? 'VM loses' : 'VMs lose'} power`}.`,
  goNowLeft: (time: string, count: number) =>
    `If the mains fail right after, at worst ${time} are left above the reserve${count === 0 ? '' : `, and ${count} ${count === 1 ? 'VM loses' : 'VMs lose'} power`}.`,
  goNowUntold: 'Whether another outage could be ended in order is not known.',
  goNowBlind: 'No UPS tells whether the mains are there, and what the battery holds: look yourself before.',
  abort: 'Abort run',
  changeNothing: 'Change nothing',
  abortTitle: (run: string) => `Abort “${run}”`,
  abortEffect: (pending: number, moves: number, others: number) =>
    [
      `${pending} waiting ${pending === 1 ? 'step is' : 'steps are'} dropped`,
      moves === 0
        ? []
        : `${moves} live ${moves === 1 ? 'move is' : 'moves are'} called off where the platform can; one that is switching over still ends. The run ends once it is verified where each VM runs (abort again, and it does not wait)`,
      others === 0 ? [] : `${others} under way cannot be undone and ${others === 1 ? 'ends by itself' : 'end by themselves'}`,
    ]
      .flat()
      .join('; ') + '.',
  abortOutage: 'No further stage fires: if the outage goes on, the VMs that still run lose power with the battery.',
  abortDanger:
    'No further stage fires for this danger as long as it lasts, and what was taken down stays so. An outage is another matter: then the plan acts.',
  autostartAside: (hosts: number) =>
    hosts === 1
      ? 'Autostart of 1 host is set aside and put back only once that host is up: booted by hand, it starts no VM but what must start with it.'
      : `Autostart of ${hosts} hosts is set aside and put back only once each of them is up: booted by hand, they start no VM but what must start with them.`,
  autostartLeftAside: (hosts: number) =>
    `Autostart of ${hosts} ${hosts === 1 ? 'host' : 'hosts'} is set aside and then stays so: nothing here puts it back any more. Set it again on the manager.`,
  abortMaintenance:
    'What was moved stays where it is, and the host as it is. Taking it out of maintenance and bringing the VMs back is then done on its manager, not here.',
  stepsTable: 'Steps',
  timeline: 'Steps against the battery',
  plainTimeline: 'Steps over time',
  stepColumns: {
    what: 'What',
    object: 'On',
    why: 'Why',
    time: 'Elapsed / limit',
    state: 'State',
    result: 'Verified result',
    attempts: 'Attempts',
    actions: 'Actions',
  },
  stopsAt: (time: string) => `goes on until ${time}, by value`,
  progress: (percent: string) => `${percent} done`,
  to: (host: string) => `to ${host}`,
  on: (host: string) => `on ${host}`,
  recovery: 'Bringing back',
  wavesTitle: 'Order of the way back',
  waveColumns: { wave: 'Wave', state: 'State', vms: 'VMs', waitsFor: 'Waits for' },
  waveState: { waits: 'waits', starts: 'starts', done: 'started', failed: 'not all' },
  guestsAwaited: (names: string) => `what comes next waits until the guests of these answer: ${names}`,
  guestsSilent: (names: string) => `guests that do not answer: ${names}`,
  wave: (no: number, group: string) => `Bringing back, wave ${no}: ${group}`,
  startGroup: {
    'network-storage': 'network and storage',
    directory: 'directory, DNS and time',
    database: 'databases',
    manager: 'managers',
    'tier-0': 'mission-critical',
    'tier-1': 'important',
    'tier-2': 'ordinary',
    'tier-3': 'low priority',
  },
  maintenanceStep: 'maintenance',
  skip: 'Skip',
  skipTitle: (object: string) => `Skip the step on ${object}`,
  skipEffect:
    'It is not tried any further; what waits for it goes on. A live move is called off first, where its platform can: its VM stays where it runs, and nothing else of this run takes care of it. Skip it again, and its end is not waited for.',
  retry: 'Retry',
  retryTitle: (object: string) => `Retry the step on ${object}`,
  retryEffect: 'It is tried again from the start, with a new limit.',
  fallback: (action: string) => `then ${action}`,
  firedStages: 'Fired stages',
  guestTools: 'guest tools',
  guestAnswers: (asked: string) => `guest answers (${asked})`,
  guestUnchecked: 'guest not checked: no guest tools, no probe chosen',
  downtimeTold: (time: string) => `stood still for ${time}`,
  downtimeProbed: (time: string) => `silent for at most ${time}`,
  sentences,
  asToldByDevice: 'as the UPS says',
}
