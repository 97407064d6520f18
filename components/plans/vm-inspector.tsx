'use client'

import { useMessages } from '@/components/messages/use-messages'
import { useFormat } from '@/components/format/use-format'
import { formatDuration } from '@/components/format/duration'
import { latestWords } from '@/components/status/latest-words'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { Select } from '@/components/ui/select'
import type { HostId, StageId, VmId } from '@/server/domain/ids'
import type { PlanMoments } from '@/server/domain/latest-moment'
import { VM_ACTIONS, VM_FALLBACKS, type Placement, type PlanContent } from '@/server/domain/plan'
import type { PlanHost, PlanVm } from './plan-docs'
import { DurationField } from './duration-field'
import { changePlacements, type PlacementChange } from './plan-edit'

const BEST = 'best'

/** The value that all share; null where they differ. */
const shared = <Value,>(placements: readonly Placement[], read: (placement: Placement) => Value): Value | null => {
  const first = placements[0]
  if (!first) return null
  return placements.every((placement) => read(placement) === read(first)) ? read(first) : null
}

const After = ({
  content,
  placements,
  change,
}: {
  readonly content: PlanContent
  readonly placements: readonly Placement[]
  readonly change: (change: PlacementChange) => void
}) => {
  const m = useMessages()
  const only = placements.length === 1 ? placements[0] : undefined
  if (!only) return null
  const all = content.stages.flatMap((stage) => stage.placements)
  const names = new Map(all.map(({ vmId, vmName }) => [vmId, vmName]))
  const free = all.filter(({ vmId }) => vmId !== only.vmId && !only.after.includes(vmId))
  return (
    <div className="grid gap-1">
      <span className="text-xs text-fg-3">{m.plans.after}</span>
      <ul className="grid gap-1">
        {only.after.map((id) => (
          <li key={id} className="flex items-center justify-between rounded-md border border-line-strong bg-raised ps-2.5">
            <span className="truncate">{names.get(id) ?? id}</span>
            <Button
              variant="quiet"
              size="small"
              aria-label={m.plans.afterRemove(names.get(id) ?? id)}
              onPress={() => change({ after: only.after.filter((other) => other !== id) })}
            >
              ×
            </Button>
          </li>
        ))}
      </ul>
      <Menu
        label={m.plans.afterAdd}
        trigger={
          <Button size="small" variant="quiet" isDisabled={free.length === 0}>
            + {m.plans.afterAdd}
          </Button>
        }
        choices={free.map(({ vmId, vmName }) => ({
          id: vmId,
          label: vmName,
          onAction: () => change({ after: [...only.after, vmId] }),
        }))}
      />
    </div>
  )
}

/** What happens to the selected VMs; a value that they do not share is left open and set for all when chosen. */
export const VmInspector = ({
  content,
  placements,
  ids,
  vms,
  hosts,
  told,
  onChange,
  onLeave,
  onMoveTo,
}: {
  readonly content: PlanContent
  readonly placements: readonly Placement[]
  readonly ids: readonly VmId[]
  readonly vms: readonly PlanVm[]
  readonly hosts: readonly PlanHost[]
  /** What the one that is selected gains by ending, and until when it may wait; null: not known, or several. */
  readonly told: PlanMoments['vms'][number] | null
  readonly onChange: (content: PlanContent) => void
  /** Back to what holds for the whole plan. */
  readonly onLeave: () => void
  readonly onMoveTo: (stageId: StageId | null) => void
}) => {
  const m = useMessages()
  const format = useFormat()
  const change = (next: PlacementChange): void => onChange(changePlacements(content, ids, next))
  const vm = ids.length === 1 ? vms.find(({ id }) => id === ids[0]) : undefined
  const host = vm ? hosts.find(({ id }) => id === vm.hostId) : undefined
  const name = ids.length === 1 ? (vm?.name ?? placements[0]?.vmName ?? '') : m.plans.selected(ids.length)
  const action = shared(placements, (p) => p.action)
  const target = shared(placements, (p) => p.targetHostId ?? BEST)
  const hostIdOf = (id: string): HostId | null => hosts.find((candidate) => candidate.id === id)?.id ?? null
  return (
    <div className="grid content-start gap-3">
      <div>
        <div className="-ms-2">
          <Button size="small" variant="quiet" onPress={onLeave}>
            ← {m.plans.settings}
          </Button>
        </div>
        <h2 className="break-words">{name}</h2>
        {vm ? (
          <p className="text-sm text-fg-2">
            {[host ? m.plans.onHost(host.name) : null, format.memory(vm.memoryMiB), m.hosts.tools[vm.guestTools]]
              .filter(Boolean)
              .join(' · ')}
          </p>
        ) : null}
        {told === null ? null : (
          <p className="text-sm text-fg-2">
            {[
              told.gainedSeconds < 1 ? null : m.plans.gains(format.margin(told.gainedSeconds)),
              latestWords(told.moment, formatDuration, m),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        )}
      </div>
      <div>
        <Menu
          label={m.plans.moveTo}
          trigger={<Button size="small">{m.plans.moveTo}</Button>}
          choices={[
            ...content.stages.map((stage, index) => ({
              id: stage.id,
              label: m.plans.stageLabel(index + 1, stage.name),
              onAction: () => onMoveTo(stage.id),
            })),
            { id: 'unplaced', label: m.plans.notPlaced, onAction: () => onMoveTo(null) },
          ]}
        />
      </div>
      {placements.length === 0 ? null : (
        <>
          <Select
            label={m.plans.action}
            value={action}
            onChange={(next) => change({ action: next })}
            choices={VM_ACTIONS.map((id) => ({ id, label: m.status.action[id] }))}
          />
          {action === 'migrate' ? (
            <Select
              label={m.plans.target}
              value={target}
              onChange={(id) => change({ targetHostId: hostIdOf(id) })}
              choices={[
                { id: BEST, label: m.plans.bestHost },
                ...hosts.map(({ id, name: label }) => ({ id: String(id), label })),
              ]}
            />
          ) : null}
          {action === 'keep' ? null : (
            <div className="grid grid-cols-[84px_minmax(0,1fr)] items-start gap-2">
              <DurationField
                key={ids.join()}
                label={m.plans.limit}
                placeholder={m.plans.mixed}
                min={5}
                max={14_400}
                seconds={shared(placements, (p) => p.limitSeconds)}
                onChange={(limitSeconds) => change({ limitSeconds })}
              />
              <Select
                label={m.plans.fallback}
                value={shared(placements, (p) => p.fallback)}
                onChange={(fallback) => change({ fallback })}
                choices={VM_FALLBACKS.map((id) => ({ id, label: m.status.fallback[id] }))}
              />
            </div>
          )}
          <After content={content} placements={placements} change={change} />
        </>
      )}
    </div>
  )
}
