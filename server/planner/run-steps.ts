import type { Step } from '../domain/run'
import { planHosts, type HostsQuestion } from './host-steps'
import { planMaintenance, planReboot, type MaintenanceQuestion } from './maintenance-steps'
import { planMaintenanceExit, planRecovery, type MaintenanceExitQuestion, type RecoveryQuestion } from './recovery-steps'
import { planStage, type StageQuestion } from './stage-steps'

/**
 * Where a run's steps come from. Each is the steps of its `plan…` twin, which also gives notes: what is not done, or done
 * otherwise than asked, and why. Steps are pending, numbered from `nextSeq`, and `after` names only steps of the run.
 */

/** `{ runId, content, stageId, world, groupHostIds, devices?, existingSteps, nextSeq, makeId }` */
export const stepsForStage = (question: StageQuestion): readonly Step[] => planStage(question).steps

/** `{ runId, content, world, groupHostIds, existingSteps, nextSeq, makeId }` */
export const stepsForHosts = (question: HostsQuestion): readonly Step[] => planHosts(question).steps

/** `{ runId, content, world, steps, nextSeq, makeId }` */
export const stepsForRecovery = (question: RecoveryQuestion): readonly Step[] => planRecovery(question).steps

/** `{ runId, preview, world, nextSeq, makeId }` */
export const stepsForMaintenance = (question: MaintenanceQuestion): readonly Step[] => planMaintenance(question).steps

/** `{ runId, hostId, world, steps, bringBack, nextSeq, makeId }` */
export const stepsForMaintenanceExit = (question: MaintenanceExitQuestion): readonly Step[] => planMaintenanceExit(question).steps

/** `{ runId, host, nextSeq, makeId }` */
export const stepsForReboot = (question: Parameters<typeof planReboot>[0]): readonly Step[] => planReboot(question).steps
