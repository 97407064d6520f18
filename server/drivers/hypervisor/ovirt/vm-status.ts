import type { VmPower } from '../../../domain/inventory'

/**
 * Every status that the engine documents. What is about to run may yet fail to, and a VM whose process does not answer may have
 * ended: both are unknown. A word that is not in this table is unknown, too.
 */
const STATUSES: Readonly<Record<string, { readonly power: VmPower; readonly lock?: string }>> = {
  up: { power: 'on' },
  powering_up: { power: 'on' },
  powering_down: { power: 'on' },
  reboot_in_progress: { power: 'on' },
  migrating: { power: 'on', lock: 'migration' },
  saving_state: { power: 'on', lock: 'saving its state' },
  paused: { power: 'paused' },
  down: { power: 'off' },
  image_locked: { power: 'off', lock: 'a task on its disks' },
  suspended: { power: 'saved' },
  restoring_state: { power: 'unknown', lock: 'restoring its state' },
  wait_for_launch: { power: 'unknown' },
  not_responding: { power: 'unknown' },
  unassigned: { power: 'unknown' },
  unknown: { power: 'unknown' },
}

export const powerOf = (status: string | null): VmPower => STATUSES[status ?? '']?.power ?? 'unknown'

/** The task of the engine that a status stands for, null: none. */
export const lockOf = (status: string | null): string | null => STATUSES[status ?? '']?.lock ?? null
