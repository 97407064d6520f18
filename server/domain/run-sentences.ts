import { readerOf } from './sentence'

/**
 * What a run says of its stages and steps. It is kept as written here; screens read it back and say it in the reader's language.
 * One that holds another's words stands before it.
 */
export const RUN_SENTENCES = {
  // Why a stage fired.
  onBattery: 'on battery {time}, trigger {least}',
  runtime: 'runtime {time} ({reason}), trigger {least}',
  charge: 'charge {percent} %, trigger {least} %',
  lowBattery: 'low battery, confirmed by a second poll',
  heat: '{ups}: at least {celsius} °C for {time}, trigger {least} °C for {leastTime}',
  overload: '{ups}: overloaded for {time}, trigger {least}',
  batteryFault: '{ups}: battery fault for {time}, trigger {least}',
  before: 'before stage "{stage}", which fires now',
  firedBy: 'fired by {who}',
  // What was verified.
  off: 'verified off',
  foundSaved: 'found saved',
  saved: 'verified saved',
  foundOff: 'found off',
  running: 'verified running',
  moved: 'verified running on its target, name, UUID and MACs unchanged',
  movedSilent: 'verified running on its target, name, UUID and MACs unchanged, but its guest does not answer ({asked})',
  kept: 'kept',
  ranThen: 'it ran as the outage began',
  switchedOff: 'switched off by another hand',
  empty: 'verified empty',
  inMaintenance: 'verified in maintenance and empty',
  outOfMaintenance: 'verified out of maintenance',
  hostOff: 'disconnected for {seconds} s',
  hostOffByBmc: 'verified off by its BMC',
  hostOffUnseen: 'disconnected for {seconds} s, while its BMC does not answer',
  hostBootedSince: 'verified booted anew since: it was off',
  hostUp: 'verified up',
  rebooted: 'verified booted anew',
  foundDisarmed: 'was set aside already',
  disarmed: 'verified set aside',
  restored: 'verified as it was found',
  restoredNeither: 'put back, but not for {names}: on another host now; and not as before: {details}',
  restoredNotElsewhere: 'put back, but not for {names}: on another host now',
  restoredOtherwise: 'put back, but its platform shows it otherwise than before: {details}',
  armedByOthers: 'left as somebody else has set it meanwhile: {setting}',
  // What a way back waits for.
  waitsForChargeAbout: 'needs {need} % charge to end this again, has {has} %; about {minutes} min',
  waitsForCharge: 'needs {need} % charge to end this again, has {has} %',
  chargeGivenUp:
    'without a battery that could end this again: it does not charge any more, or takes more than a day (has {has} %, needs {need} %)',
  waitsForPlansCharge: 'waits for the {need} % charge that the plan asks for, has {has} %',
  waitsForUntoldCharge: 'no UPS tells its charge: waits for ten times the length of the outage; about {minutes} min',
  upsSilent: 'whether the mains are there is not known: no answer of {names} since the engine was started',
  chargeOverruled: 'without a battery that could end this again: so {who} has ordered (has {has} %, {need} % was waited for)',
  blindOverruled: 'without knowing whether the mains are there: so {who} has ordered, while {names} does not answer',
  neverSustained: 'without a battery that could end this again: not even a full one can',
  answersFirst: 'the next VMs start once the guests of these answer: {names}',
  startsFirst: 'the next VMs start after {names}',
  // Why it came to nothing.
  // Force, and a move or a copy of disks that is called off: these hold all that follows.
  noTimeLeft: '{why}; {left} s of battery are left above the reserve, and its {action} needs {need} s',
  copyForOutage: 'a run for an outage or a danger began',
  copyMaintenanceEnded: 'maintenance was ended',
  copyInDoubt: 'whether its call arrived is not known',
  copyEnded: 'the copy of its disks was cancelled, verified: {why}',
  copyWasFaster: 'its move had ended before it could be cancelled; it is {power} on its target',
  moveEnded: 'its move was called off and has ended, verified: it is {power}, and not on its target ({why})',
  moveNotBegun: 'it was not moved: {why}',
  moveNotEnded:
    'its move could not be ended within {seconds} s and may go on: look at its manager before anything else is done with this VM ({why})',
  copyNotBegun: 'its disks were not copied: {why}',
  copyNotEnded:
    'the copy of its disks could not be ended within {seconds} s and may go on: look at its manager before anything else is done with this VM ({why})',
  stillMoved: '{name} is still being moved',
  stillCopied: 'the disks of {name} are still being copied',
  notAgain: '{why}; mains returned, it is not tried again',
  gone: 'the manager no longer knows this VM',
  nothingToMove: 'it is {power}; nothing to move',
  changed: 'it is not the same after the move: {what}',
  late: '{action} did not end within its limit of {seconds} s',
  graceShortened:
    'it is asked for at most {to} s instead of {from} s before it is forced: {missing} s are missing before the reserve, for at worst everything has ended {end} s after the mains failed',
  graceReturned:
    'it is asked for up to {to} s again instead of {from} s before it is forced: at worst {left} s are left above the reserve',
  // Why a VM that is stopped by value is stopped now.
  shedNow:
    'stopped now, by value (tier-{tier}; {watts} W of {all} W); at worst the battery lasts {lasts} s at that load; {count} more go on, the longest for {longest} s',
  shedNextStage: 'stopped now: a stage that has fired since does not let it wait any longer',
  shedNoFit: 'stopped at once: with all the grace that its guests may take, the stage fits before the reserve only so',
  shedUnknown: 'stopped at once: nobody can say how long the battery lasts',
  shedMargin: 'stopped at once: in the worst case not everything would end before the reserve any more',
  shedDanger: 'stopped at once: a danger does not wait for what the battery holds',
  shedNoMore: 'stopped at once: the plan does not stop VMs by value any more',
  technician: 'it is in maintenance: a technician may be inside (R5)',
  rebootNotUp: 'it is not up: there is nothing to reboot',
  rebootInService: 'it is not in maintenance (any more): it is not rebooted',
  rebootNotEmpty: 'it is not empty: {names}',
  rebootStarts: 'it would start VMs by itself when it boots: {names}',
  rebootUntold: 'its manager does not tell when it booted: a reboot could not be verified',
  rebootUnseen:
    'not seen to boot anew within {seconds} s: whether it was rebooted is not known, and it is not called again by itself',
  heldBack: 'held back: {reasons}',
  // What a host that is to come up waits for.
  byHand:
    'waiting for {host} to be switched on by hand: it has neither a BMC nor Wake-on-LAN here; the run then goes on by itself',
  silentThoughOn: '{host} is switched on; {manager} does not answer yet. The run goes on by itself once it does',
  goneSafeguard: 'its manager no longer knows it',
  keptAlive: 'left alone: the operation stands on it',
  ofPlatform: 'left alone: it belongs to its platform',
  lost: 'no longer in its manager’s inventory',
  roomNotLeft: 'no room on {host}: {vm}, which was to leave it before, is still there',
  batteryTooShortThere:
    'the battery of {host} does not last as long as the plan any more ({reasons}): nothing is moved there (D4)',
  noMainsThere: '{host} is not seen on live mains ({reasons}): nothing is brought there meanwhile (D4)',
  dryRun: 'dry run: nothing was done',
  abortedCalled: 'aborted by {who}; what was called goes on',
  aborted: 'aborted by {who}',
  skipped: 'skipped by {who}',
  maintenanceEnded: 'maintenance was ended before it began',
  mainsBefore: 'mains returned before it was called',
  dangerPassed: 'the danger had passed before it was called',
  broughtBack: 'a person brought everything back before it was called',
  mainsAgain: 'mains failed again',
  dangerAgain: 'a danger came up again',
} as const

export type RunSentence = keyof typeof RUN_SENTENCES

export const readRunSentence = readerOf(RUN_SENTENCES)
