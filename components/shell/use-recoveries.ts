'use client'

import { useDocsAs } from '@/components/live/use-docs-as'
import { useDocs } from '@/components/live/use-live'
import { unfinished } from '@/components/runs/unfinished'
import { notBack, type NotBack } from '@/server/domain/not-back'
import type { RunWithSteps } from '@/server/domain/run'
import type { GroupDoc } from '@/server/domain/view'
import type { VirtualMachine } from '@/server/domain/world'

export interface Recovery {
  readonly run: RunWithSteps
  readonly left: NotBack
}

const placeOf = ({ id, power, hostId }: VirtualMachine) => ({ id, power, hostId })

/** The groups that are fed again, and not yet as before; those that have a line of their own are left out. */
export const useRecoveries = (noticed: readonly GroupDoc[]): readonly Recovery[] => {
  const runs = useDocs('run')
  const places = new Map(useDocsAs('vm', placeOf).map((vm) => [String(vm.id), vm]))
  return unfinished(runs, ({ powerGroupId }) => noticed.some(({ id }) => id === powerGroupId), places).map((run) => ({
    run,
    left: notBack(run, places),
  }))
}
