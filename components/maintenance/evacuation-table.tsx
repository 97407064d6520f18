'use client'

import { Fragment } from 'react'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { CHECK_SEVERITY } from '@/components/status/severities'
import { DataTable, Td, Th } from '@/components/ui/data-table'
import { Select, type Choice } from '@/components/ui/select'
import { StatusMark, severityText } from '@/components/ui/status-mark'
import { reasonsInWords } from './reason-words'
import { CHECKS, type CheckResult, type EvacuationItem } from '@/server/domain/preflight'

const MIB_PER_GIB = 1024

const SIGN = { pass: '✓', warn: '!', fail: '✕', unknown: '?', 'not-needed': '–' } as const satisfies Record<
  CheckResult['state'],
  string
>

const CheckCell = ({ name, result }: { readonly name: string; readonly result: CheckResult }) => {
  const m = useMessages()
  const severity = CHECK_SEVERITY[result.state]
  return (
    <Td center className="!px-1.5" title={result.reason === null ? undefined : reasonsInWords(result.reason, m)}>
      <span aria-hidden="true" className={`${severityText(severity)} ${severity === 'normal' ? '' : 'font-bold'}`}>
        {SIGN[result.state]}
      </span>
      <span className="sr-only">
        {name} {m.status.checkState[result.state]}
      </span>
    </Td>
  )
}

/** What the admin may decide of one VM: `auto`, an action, or one host, where its disks are copied too with `with:`. */
export type Decision = 'auto' | 'save-state' | 'shutdown' | `to:${string}` | `with:${string}`

const isDecision = (id: string): id is Decision =>
  id === 'auto' || id === 'save-state' || id === 'shutdown' || id.startsWith('to:') || id.startsWith('with:')

const Target = ({
  item,
  decision,
  onDecide,
}: {
  readonly item: EvacuationItem
  readonly decision: Decision
  readonly onDecide: (decision: Decision) => void
}) => {
  const m = useMessages()
  const format = useFormat()
  const size = (gibibytes: number): string => format.memory(gibibytes * MIB_PER_GIB)
  const auto =
    item.action === 'blocked'
      ? m.maintenance.decide
      : item.chosenBy !== 'automatic'
        ? m.maintenance.automatic
        : item.action === 'migrate' && item.targetHostName
          ? item.targetHostName
          : m.status.action[item.action]
  // Each host says below why it cannot; all of it at once is not read.
  const toldByHost = item.action === 'blocked' && item.candidates.length > 0
  const mine = (label: string, id: Decision): string => (decision === id ? `${label}, ${m.maintenance.chosenByYou}` : label)
  const toHosts = (wanted: boolean): readonly Choice<string>[] =>
    item.candidates
      .filter(({ feasible }) => feasible === wanted)
      .map(({ hostId, hostName, reason }) => ({
        id: `to:${hostId}`,
        // What is chosen stands in a narrow column.
        label: decision === `to:${hostId}` ? mine(hostName, `to:${hostId}`) : m.maintenance.toHost(hostName),
        detail: reasonsInWords(reason, m),
        disabled: !wanted,
      }))
  // What can be done stands before what cannot.
  const choices: readonly Choice<string>[] = [
    { id: 'auto', label: auto, detail: item.chosenBy === 'automatic' && !toldByHost ? reasonsInWords(item.why, m) : undefined },
    ...toHosts(true),
    ...item.candidates.flatMap(({ hostId, hostName, withStorage: offer }): Choice<string>[] =>
      offer === undefined
        ? []
        : [
            {
              id: `with:${hostId}`,
              label: mine(m.maintenance.toHostWithDisks(hostName), `with:${hostId}`),
              detail: m.maintenance.copies(
                size(offer.gibibytes),
                offer.datastoreName,
                size(offer.freeGibibytes),
                format.duration(offer.expectedSeconds),
                format.duration(offer.worstSeconds),
              ),
            },
          ],
    ),
    { id: 'save-state', label: mine(m.status.action['save-state'], 'save-state') },
    { id: 'shutdown', label: mine(m.status.action.shutdown, 'shutdown') },
    ...toHosts(false),
  ]
  return (
    <span className="flex max-w-64 min-w-24 items-center gap-1">
      {item.action === 'blocked' ? <StatusMark severity="critical">{m.status.action.blocked}</StatusMark> : null}
      <Select
        quiet
        bare
        label={m.maintenance.choiceFor(item.vmName)}
        choices={choices}
        value={decision}
        onChange={(id) => (isDecision(id) ? onDecide(id) : undefined)}
      />
    </span>
  )
}

/** Per VM the action, the five checks and the time; what stands against it in words below. */
export const EvacuationTable = ({
  items,
  decisions,
  onDecide,
}: {
  readonly items: readonly EvacuationItem[]
  readonly decisions: ReadonlyMap<string, Decision>
  /** Absent: nothing can be decided here (the way back). */
  readonly onDecide?: (vmId: string, decision: Decision) => void
}) => {
  const m = useMessages()
  const format = useFormat()
  const c = m.maintenance.columns
  const nameOf = (vmId: string): string => items.find((item) => item.vmId === vmId)?.vmName ?? vmId
  return (
    <DataTable
      label={m.maintenance.table}
      head={
        <>
          <Th className="!ps-0">{c.vm}</Th>
          <Th end className="max-sm:hidden">
            {c.memory}
          </Th>
          <Th>{c.to}</Th>
          {CHECKS.map((check) => (
            <Th key={check} center className="!px-1.5">
              {m.status.check[check]}
            </Th>
          ))}
          <Th end className="!pe-0">
            {c.time}
          </Th>
        </>
      }
    >
      {items.map((item) => {
        const against = CHECKS.flatMap((check) => {
          const { state, reason } = item.checks[check]
          return reason !== null && (state === 'fail' || state === 'unknown' || state === 'warn')
            ? [{ check, state, reason }]
            : []
        })
        const blocked = item.action === 'blocked'
        const told =
          against.length > 0
            ? against.map(({ reason }) => reasonsInWords(reason, m)).join(' · ')
            : blocked
              ? reasonsInWords(item.why, m)
              : null
        const words = [
          told,
          ...(item.remarks ?? []).map((remark) => reasonsInWords(remark, m)),
          item.makesRoomOn === undefined ? null : m.maintenance.makesRoom(item.makesRoomOn),
          item.afterVmIds === undefined ? null : m.maintenance.waitsFor(item.afterVmIds.map(nameOf).join(', ')),
          item.isOnSingleUps ? m.maintenance.singleUps : null,
        ]
          .filter(Boolean)
          .join(' · ')
        return (
          <Fragment key={item.vmId}>
            <tr className={words ? '' : 'border-b border-line last:border-b-0'}>
              <Td className="max-w-40 truncate !ps-0 font-[550]">{item.vmName}</Td>
              <Td end className="text-sm text-fg-2 max-sm:hidden">
                {format.memory(item.memoryMiB)}
              </Td>
              <Td>
                {onDecide && item.makesRoomOn === undefined ? (
                  <Target
                    item={item}
                    decision={decisions.get(item.vmId) ?? 'auto'}
                    onDecide={(decision) => onDecide(item.vmId, decision)}
                  />
                ) : (
                  [m.status.action[item.action], item.targetHostName].filter(Boolean).join(' · ')
                )}
              </Td>
              {CHECKS.map((check) => (
                <CheckCell key={check} name={m.status.check[check]} result={item.checks[check]} />
              ))}
              <Td end className="!pe-0 text-sm text-fg-2">
                {blocked ? '–' : format.duration(item.expectedSeconds)}
              </Td>
            </tr>
            {words ? (
              <tr className="border-b border-line last:border-b-0">
                <td colSpan={4 + CHECKS.length} className={`pb-1.5 text-sm break-words ${blocked ? 'text-crit' : 'text-fg-2'}`}>
                  {words}
                </td>
              </tr>
            ) : null}
          </Fragment>
        )
      })}
    </DataTable>
  )
}
