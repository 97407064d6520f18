'use client'

import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useDocsAs } from '@/components/live/use-docs-as'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { useWiring } from '@/components/power/use-chain'
import { guestsAmong, movingOf } from '@/components/runs/guests'
import { inTrouble } from '@/components/status/severities'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { TextField } from '@/components/ui/text-field'
import { stageIdSchema, vmIdSchema, type StageId, type VmId } from '@/server/domain/ids'
import type { ForecastBar } from '@/server/domain/forecast'
import type { PlanMoments } from '@/server/domain/latest-moment'
import type { PlanContent } from '@/server/domain/plan'
import { planGroup, planHost, planVm } from './plan-docs'
import type { PlanRow } from './plan-types'
import { forecastLead } from './forecast-lead'
import { ForecastPanel } from './forecast-panel'
import { groupVms } from './group-vms'
import { addStage, nudge, place, placementOf, unplace } from './plan-edit'
import { PlanSettings } from './plan-settings'
import { StageCard } from './stage-card'
import { StageDialog } from './stage-dialog'
import { usePlanBand, usePlanForecast, usePlanMoments, type Assumptions } from './use-plan-forecast'
import { VmInspector } from './vm-inspector'
import { VmList, type VmItem } from './vm-list'

const NOBODY: ReadonlySet<string> = new Set()

/** Left what is not placed, in the middle the stages, at the right what happens to the selection, below how it ends. */
export const PlanBuilder = ({
  plan,
  content,
  canFire,
  onChange,
}: {
  readonly plan: PlanRow
  readonly content: PlanContent
  readonly canFire: boolean
  readonly onChange: (content: PlanContent) => void
}) => {
  const m = useMessages()
  const format = useFormat()
  const [selected, setSelected] = useState<ReadonlySet<string>>(NOBODY)
  const [filter, setFilter] = useState('')
  const [editing, setEditing] = useState<StageId | null>(null)
  const [assumptions, setAssumptions] = useState<Assumptions>({ startChargePercent: null, oneFeedOnly: false })
  const followed = useRef<string | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const group = useDocsAs('group', planGroup).find(({ id }) => id === plan.powerGroupId) ?? null
  const feeds = useWiring()
  const allHosts = useDocsAs('host', planHost)
  const allVms = useDocsAs('vm', planVm)
  const forecast = usePlanForecast(plan.powerGroupId, content, assumptions)
  const band = usePlanBand(plan.powerGroupId, content, assumptions).data ?? undefined
  const moments = usePlanMoments(plan.powerGroupId, content, assumptions).data ?? null
  const ofVm = useMemo(() => new Map<string, PlanMoments['vms'][number]>(moments?.vms.map((vm) => [vm.vmId, vm])), [moments])
  const runs = useDocsAs('run', movingOf)
  const { vms, guests } = useMemo(() => {
    const own = groupVms(group, feeds, allHosts, allVms)
    const found = guestsAmong(own.vms, new Set(own.hosts.map(({ id }) => id)), runs)
    const here = new Set(found.map(({ vm }) => vm.id))
    return { vms: own.vms.filter(({ id }) => !here.has(id)), guests: found }
  }, [group, feeds, allHosts, allVms, runs])

  const known = useMemo(() => new Map(allVms.map((vm) => [String(vm.id), vm])), [allVms])
  const hostNames = useMemo(() => new Map(allHosts.map(({ id, name }) => [String(id), name])), [allHosts])
  const placements = content.stages.flatMap((each) => each.placements)
  const placed = new Set<string>(placements.map(({ vmId }) => vmId))
  const ending = new Set<string>(placements.flatMap(({ vmId, action }) => (action === 'keep' ? [] : [vmId])))
  const loose = vms
    .filter(({ id }) => !placed.has(id))
    .toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  const wanted = filter.trim().toLowerCase()
  const shown = loose.filter((vm) =>
    [vm.name, hostNames.get(vm.hostId ?? '') ?? '', ...vm.tags].some((text) => text.toLowerCase().includes(wanted)),
  )

  const barOfVm = useMemo(
    () =>
      new Map<string, ForecastBar>(
        forecast.data?.bars.flatMap((bar) => (bar.object.kind === 'vm' ? [[bar.object.id, bar] as const] : [])),
      ),
    [forecast.data],
  )
  const seconds = (vmId: string): string => {
    const bar = barOfVm.get(vmId)
    return bar ? format.duration(bar.endSeconds - bar.startSeconds) : ''
  }
  const gained = (vmId: string): string | null => {
    const seconds = ofVm.get(vmId)?.gainedSeconds ?? 0
    return seconds < 1 ? null : format.margin(seconds)
  }
  /** What the figures of a row are: they stand without words. */
  const figures = (vmId: string): string => {
    const [gain, time] = [gained(vmId), seconds(vmId)]
    return [gain === null ? null : m.plans.gains(gain), time === '' ? null : m.plans.takes(time)].filter(Boolean).join(' · ')
  }
  const nameOf = (id: VmId): string => known.get(id)?.name ?? placementOf(content, id)?.vmName ?? id
  const placeInto = (stageId: StageId, ids: readonly string[], index: number): void => {
    onChange(
      place(
        content,
        ids.map((id) => vmIdSchema.parse(id)).map((id) => ({ id, name: nameOf(id) })),
        stageId,
        index,
      ),
    )
    setSelected(new Set(ids))
  }
  const ids = [...selected].map((id) => vmIdSchema.parse(id))

  const onKey = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') || ids.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    followed.current = ids[0] ?? null
    onChange(nudge(content, ids, event.key === 'ArrowUp' ? -1 : 1))
  }
  // A row that went to another list is another element: the focus follows it there.
  useEffect(() => {
    const id = followed.current
    followed.current = null
    if (!id) return
    // Lists draw their rows one render later.
    const frame = requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[role="row"][data-key="${CSS.escape(id)}"]`)?.focus(),
    )
    return () => cancelAnimationFrame(frame)
  }, [content])

  const looseItems: readonly VmItem[] = shown.map(({ id, name }) => ({
    id,
    name,
    detail: '',
    time: '',
    figures: '',
    gone: false,
  }))
  const stage = content.stages.find(({ id }) => id === editing)
  return (
    <>
      <div
        ref={box}
        onKeyDownCapture={onKey}
        className="grid min-h-0 items-start gap-3 lg:grid-cols-[150px_minmax(0,1fr)_225px] xl:grid-cols-[minmax(170px,220px)_minmax(0,1fr)_minmax(220px,300px)] lg:min-h-96 lg:flex-1 lg:overflow-hidden"
      >
        <Panel className="flex max-h-full min-h-0 flex-col gap-2 self-stretch p-3">
          <header className="flex items-baseline justify-between">
            <h2>{m.plans.notPlaced}</h2>
            <span className="text-xs text-fg-3">{m.plans.placedOf(loose.length, vms.length)}</span>
          </header>
          <TextField bare label={m.plans.filter} placeholder={m.plans.filter} value={filter} onChange={setFilter} />
          <div className="min-h-0 overflow-y-auto p-0.5 max-lg:max-h-60">
            <VmList
              label={m.plans.notPlaced}
              items={looseItems}
              selected={selected}
              onSelect={setSelected}
              onPlace={(dropped) =>
                onChange(
                  unplace(
                    content,
                    dropped.map((id) => vmIdSchema.parse(id)),
                  ),
                )
              }
              empty={loose.length === 0 ? m.plans.allPlaced : m.plans.nothingFits}
            />
          </div>
          {loose.length > 0 ? <p className="text-sm text-fg-2">{m.plans.untilPlaced}</p> : null}
          {guests.length > 0 ? (
            <p className="text-sm text-fg-2">{m.plans.guests(guests.map(({ vm }) => vm.name).join(', '))}</p>
          ) : null}
        </Panel>
        <div className="relative grid max-h-full content-start gap-2.5 self-stretch overflow-y-auto pe-0.5">
          {content.stages.map((each, index) => (
            <StageCard
              key={each.id}
              stage={each}
              number={index + 1}
              items={each.placements.map(({ vmId, vmName, action }) => ({
                id: vmId,
                name: known.get(vmId)?.name ?? vmName,
                detail: [m.status.action[action], gained(vmId)].filter(Boolean).join(', '),
                time: seconds(vmId),
                figures: figures(vmId),
                gone: allVms.length > 0 && !known.has(vmId),
              }))}
              forecast={forecast.data?.stages.find(({ stageId }) => stageId === each.id) ?? null}
              latest={moments?.stages.find(({ stageId }) => stageId === each.id)?.moment ?? null}
              selected={selected}
              onSelect={setSelected}
              onPlace={(dropped, at) => placeInto(each.id, dropped, at)}
              onEdit={() => setEditing(each.id)}
            />
          ))}
          <div>
            <Button
              variant="quiet"
              onPress={() =>
                onChange(
                  addStage(content, stageIdSchema.parse(crypto.randomUUID()), m.plans.stageName(content.stages.length + 1)),
                )
              }
            >
              + {m.plans.addStage}
            </Button>
          </div>
        </div>
        <Panel className="flex max-h-full min-h-0 flex-col gap-3 relative self-stretch overflow-y-auto p-3">
          {ids.length > 0 ? (
            <VmInspector
              content={content}
              ids={ids}
              placements={ids.flatMap((id) => placementOf(content, id) ?? [])}
              vms={allVms}
              hosts={allHosts}
              told={ids.length === 1 ? (ofVm.get(ids[0] ?? '') ?? null) : null}
              onChange={onChange}
              onLeave={() => setSelected(NOBODY)}
              onMoveTo={(stageId) => {
                const target = content.stages.find(({ id }) => id === stageId)
                if (target) placeInto(target.id, ids, target.placements.length)
                else onChange(unplace(content, ids))
              }}
            />
          ) : (
            <PlanSettings content={content} onChange={onChange} />
          )}
          <p className="mt-auto pt-2 text-xs text-fg-3">{m.plans.keys}</p>
        </Panel>
      </div>
      <ForecastPanel
        forecast={forecast.data === undefined ? null : { ...forecast.data, band }}
        moments={moments}
        ending={ending}
        supposing={forecastLead(group, assumptions.startChargePercent, m, format.percent)}
        chargeIsGiven={group !== null && inTrouble(group)}
        assumptions={assumptions}
        onAssume={setAssumptions}
      />
      {stage ? (
        <StageDialog
          planId={plan.id}
          content={content}
          stage={stage}
          canFire={canFire}
          onChange={onChange}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </>
  )
}
