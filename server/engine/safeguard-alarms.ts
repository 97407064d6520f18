import { isEnded, type RunWithSteps } from '../domain/run'
import { settingWords } from '../domain/safeguard'
import type { ManagerView, VirtualMachine } from '../domain/world'
import { keptAside } from '../planner/kept-aside'
import { type AlarmCondition, alarmCondition } from './alarm-condition'
import { type IsDeleted, stillAside } from './still-aside'

/** What runs have set aside, until it is as it was found: nothing stays so unsaid (R8). */
export const safeguardAlarms = (
  runs: readonly RunWithSteps[],
  managers: readonly ManagerView[],
  isDeleted?: IsDeleted,
  vms: readonly VirtualMachine[] = [],
): readonly AlarmCondition[] =>
  runs.flatMap((run) =>
    stillAside(run, managers, isDeleted).map((step) => {
      const { object, safeguard, seq } = step
      const subject = { kind: 'safeguard' as const, id: object.id, name: object.name }
      const restore = run.steps.findLast((step) => step.action === 'restore' && step.object.id === object.id && step.seq > seq)
      const found = safeguard === undefined ? '' : ` It was: ${settingWords(safeguard.found)}.`
      const kept = keptAside(step, { managers, vms }).map(({ name }) => name)
      const stays = kept.length === 0 ? null : `The operation stands on ${kept.join(', ')}: not started with its host until then.`
      if (restore?.state === 'running' || (restore?.state === 'pending' && !isEnded(run.phase)))
        return restore.result === null
          ? alarmCondition('safeguard-aside', 'advisory', subject, 'Set aside; it is being put back', stays)
          : alarmCondition(
              'safeguard-held',
              'warning',
              subject,
              `Not put back yet: ${restore.result}`,
              `${found.trim()} It is put back as soon as that has passed.${stays === null ? '' : ` ${stays}`}`,
            )
      return isEnded(run.phase) || restore !== undefined
        ? alarmCondition(
            'safeguard-not-back',
            'critical',
            subject,
            `Set aside by the run of ${run.title}, and not put back: ${restore?.result ?? 'nothing has tried to'}`,
            `Put it back on its manager.${found}${stays === null ? '' : ` ${stays}`}`,
          )
        : alarmCondition('safeguard-aside', 'advisory', subject, `Set aside for the shutdown by the run of ${run.title}`, stays)
    }),
  )
