import { readerOf } from './sentence'

/** What must be known of a plan before it acts. Screens read it back and say it in the reader's language. */
export const PLAN_SENTENCES = {
  consoleStaysOff:
    '{vm} is shut down last of all, and Ridethrough itself runs in it: its platform is not known to start it with its host. Until a person starts it, nothing that was shut down comes back',
  databaseStaysOff:
    '{vm} is shut down after everything else, and Ridethrough’s database {database} runs in it: its platform is not known to start it with its host. Until a person starts it, nothing that was shut down comes back',
  consoleUnplaced:
    'nobody knows whether Ridethrough runs in one of these VMs, so none is kept from starting with its host: mark this console’s own VM, or give the engine the right to read the UUID of its machine',
  longEndsNothing:
    'a long outage is to end everything after {minutes} min, but no stage of this plan is fired by an outage, and its hosts stay on: nothing would be ended then. Give a stage a trigger of an outage',
  longShedsNothing:
    'a long outage is to end VMs of tier-{tier} and below after {minutes} min, but no stage that an outage fires names any of them: none would be ended then',
} as const

export type PlanSentence = keyof typeof PLAN_SENTENCES

export const readPlanSentence = readerOf(PLAN_SENTENCES)
