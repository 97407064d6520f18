import type { RunWithSteps, Step } from '../domain/run'
import { readRunSentence } from '../domain/run-sentences'
import type { VirtualMachine } from '../domain/world'
import { type AlarmCondition, alarmCondition } from './alarm-condition'

const isIdentityLost = ({ state, result }: Step): boolean =>
  state === 'failed' && result !== null && readRunSentence(result)?.name === 'changed'

/** It runs no more, its tools are heard again, or a later step of the run has dealt with it: nothing is wrong any more. */
const isSettled = (step: Step, { steps }: RunWithSteps, vm: VirtualMachine | undefined): boolean =>
  vm === undefined ||
  vm.power === 'off' ||
  vm.power === 'saved' ||
  (step.moved?.asked === 'guest-tools' && vm.guestTools === 'running') ||
  steps.some((later) => later.seq > step.seq && later.object.id === step.object.id && later.state === 'done')

/** VMs that are not what they were after a move, for as long as their run is shown: someone has to look (S0-07, S1-26). */
export const moveAlarms = (runs: readonly RunWithSteps[], vms: readonly VirtualMachine[]): readonly AlarmCondition[] =>
  runs.flatMap((run) =>
    run.steps.flatMap((step): readonly AlarmCondition[] => {
      const object = { kind: 'vm' as const, id: step.object.id, name: step.object.name }
      if (isIdentityLost(step))
        return [
          alarmCondition(
            'move-changed-vm',
            'critical',
            object,
            `Not the same VM after its move: ${step.result ?? ''}`,
            'Compare it with its manager before anybody relies on it; nothing more is done with it by itself.',
          ),
        ]
      if (
        step.moved?.guest !== 'silent' ||
        isSettled(
          step,
          run,
          vms.find(({ id }) => id === step.object.id),
        )
      )
        return []
      return [
        alarmCondition(
          'move-silent-guest',
          'warning',
          object,
          `Runs on its new host, but its guest has not answered since it was moved (${step.moved.asked ?? 'not asked'})`,
          'Look at its console. It is not moved again by itself.',
        ),
      ]
    }),
  )
