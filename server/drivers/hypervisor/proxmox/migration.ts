import { type CallOptions, refused, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import type { Parameters, PveClient } from './client'
import { type PveFailure, type PveResult, other } from './failure'
import { type GuestStatus, nativeIdOf } from './guest'
import { guestPath } from './guest-calls'
import { storageNameOn } from './storage'
import { type MigratePreconditions, migratePreconditionsSchema, taskIdSchema } from './wire'

const isMadeAnew = (volume: string | null): boolean => /cloudinit/.test(volume ?? '')

const storageOf = (volume: string | null): string => (volume ?? '').split(':')[0] ?? ''

/** Why Proxmox VE could not carry the guest there, or would carry more than was asked for. */
const obstacle = (
  guest: GuestStatus,
  target: string,
  conditions: MigratePreconditions,
  carriesDisks: boolean,
): PveFailure | null => {
  const name = guest.name ?? nativeIdOf(guest.ref)
  const no = (message: string, hint: string) => other(refused(message, hint))
  if (conditions.local_resources.length > 0)
    return no(
      `${name} holds devices of its host: ${conditions.local_resources.join(', ')}.`,
      'It cannot move while it runs; shut it down or save it instead.',
    )
  const disks = conditions.local_disks.filter((disk) => !isMadeAnew(disk.volid))
  const images = disks.filter((disk) => disk.cdrom)
  if (images.length > 0)
    return no(
      `${name} holds a CD image on local storage: ${images.map((disk) => disk.volid).join(', ')}.`,
      'Eject the CD, or keep the image on shared storage.',
    )
  if (disks.length > 0 && !carriesDisks)
    return no(
      `${name} has disks on local storage: ${disks.map((disk) => disk.volid).join(', ')}.`,
      'Copying disks takes too long in an outage; shut it down or save it, or keep its disks on shared storage. For maintenance it can be moved with its storage.',
    )
  const blocked = conditions.not_allowed_nodes?.[target]
  const copied = new Set(carriesDisks ? conditions.local_disks.map((disk) => storageOf(disk.volid)) : [])
  const storages = (blocked?.unavailable_storages ?? []).filter((storage) => !copied.has(storage))
  if (storages.length > 0)
    return no(`${target} does not see the storage of ${name}: ${storages.join(', ')}.`, 'Choose another host.')
  const rivals = blocked?.['blocking-ha-resources'] ?? []
  if (rivals.length > 0)
    return no(
      `An HA rule keeps ${name} away from ${target}, because of ${rivals.map((rival) => rival.sid).join(', ')}.`,
      'Choose another host.',
    )
  const followers = conditions['dependent-ha-resources']
  if (followers.length > 0)
    return no(
      `An HA rule would carry ${followers.join(', ')} along with ${name}.`,
      'Moves that were not planned are not made; move the group in Proxmox VE, or change the rule.',
    )
  return null
}

export const migrateGuest = async (
  client: PveClient,
  guest: GuestStatus,
  target: string,
  toDatastore: string | null,
  options: CallOptions,
): Promise<PveResult<{ readonly task: string | null }>> => {
  if (guest.ref.kind === 'lxc')
    return other(unsupported('Containers cannot move while they run.', 'Shut it down; it starts again on its own host.'))
  const storage = toDatastore === null ? null : storageNameOn(target, toDatastore)
  if (toDatastore !== null && storage === null)
    return other(refused(`${toDatastore} is no storage of ${target}.`, 'Look at the preview again.'))
  const budget = budgetOf(options)
  const path = `${guestPath(guest.ref, guest.node)}/migrate`
  const conditions = await client.get(path, { target }, migratePreconditionsSchema, budget())
  if (conditions.kind !== 'ok') return conditions
  const reason = obstacle(guest, target, conditions.value, storage !== null)
  if (reason !== null) return reason
  const carriesDisks = storage !== null && conditions.value.local_disks.some((disk) => !disk.cdrom && !isMadeAnew(disk.volid))
  if (carriesDisks && guest.highlyAvailable)
    return other(
      refused(
        `${guest.name ?? nativeIdOf(guest.ref)} is under HA: its move would be queued, and go to storage that nobody chose.`,
        'Take it out of HA for the move, or shut it down instead.',
      ),
    )
  const along: Parameters = carriesDisks ? { 'with-local-disks': true, targetstorage: storage } : {}
  const task = await client.post(path, { target, online: true, ...along }, taskIdSchema, budget())
  return task.kind === 'ok' ? { kind: 'ok', value: { task: task.value } } : task
}
