import type { RecoveryVerb, RecoveryState, ReplicationState } from '@/server/domain/recovery'

const states: Readonly<Record<RecoveryState, string>> = {
  ready: 'Ready',
  running: 'Running',
  'waiting-for-input': 'Waits for an answer',
  other: 'Needs a look',
}

const replicas: Readonly<Record<ReplicationState, string>> = {
  ok: 'In step',
  syncing: 'Synchronizing',
  'initial-sync': 'First synchronization',
  paused: 'Paused',
  'not-active': 'Not active',
  changing: 'Being changed',
  recovered: 'Recovered',
  error: 'Failed',
  unknown: 'Not known',
}

const verbs: Readonly<Record<RecoveryVerb, string>> = {
  test: 'Test',
  cleanup: 'Clean up after the test',
  'planned-migration': 'Planned migration',
  recovery: 'Recovery in a disaster',
  reprotect: 'Reprotect',
  cancel: 'Cancel',
}

/** What each does, before it is ordered. */
const effects: Readonly<Record<RecoveryVerb, (plan: string) => string>> = {
  test: (plan) =>
    `Copies of the VMs of ${plan} start on the recovery site, in networks of their own. Production goes on untouched. Clean up afterwards: until then the plan cannot be run.`,
  cleanup: (plan) => `The copies that a test of ${plan} started are switched off and removed. Production goes on untouched.`,
  'planned-migration': (plan) =>
    `The VMs of ${plan} are shut down on the protected site, synchronized, and started on the recovery site. Their services are interrupted. An error stops it. There is no way back but to reprotect and migrate again.`,
  recovery: (plan) =>
    `The VMs of ${plan} are started on the recovery site from their last replica, also where the protected site does not answer, and over errors. What was written since that replica is lost. If the protected site still runs, its VMs are shut down.`,
  reprotect: (plan) =>
    `Replication of ${plan} is turned around, from the recovery site back to the protected one. What lies there is overwritten.`,
  cancel: (plan) => `What ${plan} does just now is ended. What it has done already stays done.`,
}

export const recovery = {
  title: (manager: string) => `Recovery plans of ${manager}`,
  table: 'Recovery plans',
  columns: { plan: 'Recovery plan', state: 'State', from: 'Protected site', to: 'Recovery site', actions: 'Actions' },
  none: 'No recovery plan.',
  act: (plan: string) => `Actions for ${plan}`,
  states,
  progress: (percent: string) => `${percent} done`,
  verbs,
  effects,
  dialogTitle: (verb: string, plan: string) => `${verb}: ${plan}`,
  confirm: (plan: string) => `Type the plan’s name to confirm: ${plan}`,
  accepted: (plan: string, state: string) => `${plan} was told; its state is now ${state}`,
  stateUnknown: 'not known',
  replicas: 'Replicas',
  replicaTable: 'Replicas of VMs',
  replicaColumns: { vm: 'VM', state: 'Replication', age: 'Last synchronized', rpo: 'Promised (RPO)', to: 'To' },
  replicaStates: replicas,
  violated: 'older than promised',
  never: 'never',
  notRead: 'Replicas are not read: this manager has no address of vSphere Replication.',
  counts: (behind: number, all: number) => `${behind} of ${all} need a look`,
  shownFirst: (shown: number) => `The first ${shown} are shown.`,
}
