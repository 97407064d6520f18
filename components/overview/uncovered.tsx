'use client'

import Link from 'next/link'
import { useDocsAs } from '@/components/live/use-docs-as'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { groupVms } from '@/components/plans/group-vms'
import { useWiring } from '@/components/power/use-chain'
import { guestsAmong, movingOf } from '@/components/runs/guests'
import { planHref, runHref } from '@/components/shell/hrefs'
import { TitledPanel } from '@/components/ui/panel'
import type { Host, VirtualMachine } from '@/server/domain/world'

const NAMED = 6

const Names = ({ names }: { readonly names: readonly string[] }) => {
  const m = useMessages()
  return (
    <p className="text-sm text-fg-2">
      {names.slice(0, NAMED).join(', ')}
      {names.length > NAMED ? ` ${m.verdict.more(names.length - NAMED)}` : null}
    </p>
  )
}

const idOf = ({ id }: Host) => ({ id })
const placeOf = ({ id, name, hostId, systemKind }: VirtualMachine) => ({ id, name, hostId, systemKind })

/** Per group with a plan: VMs that want a place in it, and apart from them those that a run has brought here for a while. */
const useUncovered = () => {
  const groups = useDocs('group')
  const [hosts, vms, runs] = [useDocsAs('host', idOf), useDocsAs('vm', placeOf), useDocsAs('run', movingOf)]
  const feeds = useWiring()
  return groups
    .filter(({ planId, uncoveredVmNames }) => planId !== null && uncoveredVmNames.length > 0)
    .map((group) => {
      const own = groupVms(group, feeds, hosts, vms)
      const guests = guestsAmong(own.vms, new Set(own.hosts.map(({ id }) => id)), runs).filter(({ vm }) =>
        group.uncoveredVmNames.includes(vm.name),
      )
      const here = new Set(guests.map(({ vm }) => vm.name))
      return { group, names: group.uncoveredVmNames.filter((name) => !here.has(name)), guests }
    })
}

export const Uncovered = () => {
  const m = useMessages()
  const all = useUncovered()
  const wanting = all.filter(({ names }) => names.length > 0)
  const hosting = all.filter(({ guests }) => guests.length > 0)
  return (
    <>
      {wanting.length === 0 ? null : (
        <TitledPanel title={m.overview.uncovered} flush>
          <ul>
            {wanting.map(({ group, names }) => (
              <li key={group.id} className="grid gap-0.5 px-4 py-1">
                <div className="flex justify-between gap-3">
                  <span>
                    {group.name}: {m.common.vms(names.length)}
                  </span>
                  <Link href={group.planId === null ? '/plans' : planHref(group.planId)} className="link text-sm">
                    {m.overview.place}
                  </Link>
                </div>
                <Names names={names} />
              </li>
            ))}
          </ul>
          <p className="px-4 pt-1 text-xs text-fg-3">{m.overview.uncoveredHint}</p>
        </TitledPanel>
      )}
      {hosting.length === 0 ? null : (
        <TitledPanel title={m.overview.guests} flush>
          <ul>
            {hosting.map(({ group, guests }) => (
              <li key={group.id} className="grid gap-0.5 px-4 py-1">
                <div className="flex justify-between gap-3">
                  <span>{m.overview.guestsOn(m.common.vms(guests.length), group.name)}</span>
                  {[...new Map(guests.map(({ run }) => [run.id, run])).values()].map((run) => (
                    <Link key={run.id} href={runHref(run.id)} className="link text-sm">
                      {run.title}
                    </Link>
                  ))}
                </div>
                <Names names={guests.map(({ vm }) => vm.name)} />
              </li>
            ))}
          </ul>
          <p className="px-4 pt-1 text-xs text-fg-3">{m.overview.guestsHint}</p>
        </TitledPanel>
      )}
    </>
  )
}
