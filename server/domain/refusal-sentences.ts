import { readerOf } from './sentence'

/** Why what was ordered of a run or a host is refused, and what to do. Screens read it back and say it in the reader's language. */
export const REFUSAL_SENTENCES = {
  // Of anything.
  doesNotExist: '{what} does not exist (any more)',
  reloadToSee: 'Reload the page to see what is there now.',
  // Of a run.
  notHeld: '“{run}” is not held',
  goesOn: 'It goes on by itself.',
  heldAlready: '“{run}” is held already',
  letContinue: 'Let it continue when it may.',
  runEnded: '“{run}” has ended ({phase})',
  nothingToChange: 'Nothing can be changed about it any more.',
  stepIs: 'The step for {object} is {state}',
  onlyLeftOut: 'Only a step that failed or was left out can be tried again.',
  onlyGoing: 'Only a step that waits or runs can be skipped.',
  // Of a host.
  otherThanShown: 'The site has changed since the preview: {names} would not go where it said. Nothing was done.',
  lookAtPreview: 'Look at the preview for what stands against it.',
  vmsBlock: '{count} VMs block the maintenance of {host}: {names}',
  decideEach: 'Choose what to do with each of them.',
  alreadyInMaintenance: '{host} is in maintenance already (“{run}”)',
  openThatRun: 'Open that run.',
  openItsRun: 'Open its run.',
  notInMaintenance: '{host} is not in maintenance',
  reloadPage: 'Reload the page to see its state.',
  stillEntering: '{host} is still entering maintenance',
  waitOrAbort: 'Wait for the end of the run, or abort it first.',
  beingRebooted: '{host} is being rebooted, or may still go',
  waitUntilBack: 'Wait until it is back: nothing is brought there before.',
  typedOther: 'The name that was typed is not that of {host}',
  typeExactly: 'Type the host’s name exactly as it is shown.',
  hostNotKnown: 'This host is not known.',
  checkManager: 'Check its manager.',
  notHeldByUs: '{host} is not held in maintenance by Ridethrough (R5).',
  onlyEmptiedHere: 'Only a host that was emptied here is rebooted from here.',
  notYetOrLeaving: '{host} is not in maintenance yet, or is leaving it.',
  maintenanceHeld: 'The maintenance of {host} is held: no step begins.',
  continueFirst: 'Let its run continue first.',
  stillUnderWay: '{action} is still under way on {object}.',
  outageActive: 'An outage run is active ({run}).',
  rebootAfterOutage: 'Reboot the host when it has ended.',
  enterAfterOutage: 'Enter maintenance when it has ended, or abort it first.',
  bringBackAfterOutage: 'Bring the VMs back when it has ended.',
  managerUnusable: '{manager} cannot be used now: {message}',
  rebootUnfollowed: 'Put that right first: a reboot that begins could not be followed.',
  movesUnfollowed: 'Put that right first: moves that begin could not be followed.',
  cannotReboot: '{manager} cannot reboot a host so that it could be verified.',
  rebootByHand: 'Reboot it at the host itself, or by its BMC.',
  notSeenUp: '{host} is not seen up.',
  lookOnManager: 'Look at it on its manager.',
  bootUntold: '{host} does not tell when it booted: a reboot could not be verified.',
  rebootAtHost: 'Reboot it at the host itself.',
  notEmpty: '{host} is not empty: {names}.',
  emptyFirst: 'Move, save or shut down what is still there.',
  wouldStart: '{host} would start VMs by itself when it boots, in the middle of its maintenance: {names}.',
  startOffFirst: 'Switch off their start at boot on its manager first, and on again when the maintenance has ended.',
} as const

export type RefusalSentence = keyof typeof REFUSAL_SENTENCES

export const readRefusalSentence = readerOf(REFUSAL_SENTENCES)
