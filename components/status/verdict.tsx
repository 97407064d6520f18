'use client'

import type { Forecast } from '@/server/domain/forecast'
import { useFormat } from '@/components/format/use-format'
import { reasonsInWords } from '@/components/maintenance/reason-words'
import { useMessages } from '@/components/messages/use-messages'

type Told = Pick<Forecast, 'verdict' | 'vmCount' | 'cutOff' | 'marginSeconds' | 'notes'>

const NAMED = 3

/** The sentence that says how it would end. */
export const Verdict = ({
  forecast,
  running = false,
  supposing,
  isAllDown = false,
}: {
  readonly forecast: Told
  /** The outage is there already, and this is the rest of it. */
  readonly running?: boolean
  /** Where "if the mains failed now" would say too little. */
  readonly supposing?: string
  /** There are VMs: where none is at stake, they are down. */
  readonly isAllDown?: boolean
}) => {
  const m = useMessages()
  const format = useFormat()
  const margin = format.duration(forecast.marginSeconds === null ? null : Math.abs(forecast.marginSeconds))
  const lead = running ? null : <>{supposing ?? m.verdict.ifNow} </>
  switch (forecast.verdict) {
    case 'clean':
      if (forecast.vmCount === 0)
        return <>{running || supposing !== undefined || isAllDown ? m.verdict.noneRunning : m.verdict.noVms}</>
      return (
        <>
          {lead}
          <b className="font-[550] text-fg">
            {(running ? m.verdict.cleanRunning : m.verdict.clean)(m.common.vms(forecast.vmCount))}
          </b>
          {forecast.marginSeconds === null ? null : <>, {m.verdict.toSpare(margin)}</>}
        </>
      )
    case 'late':
      return (
        <>
          {lead}
          <b className="font-[550] text-warn">{m.verdict.late(margin)}</b>
        </>
      )
    case 'cut-off':
      return (
        <>
          {lead}
          <b className="font-[550] text-crit">{m.verdict.cutOff(forecast.cutOff.length)}</b>:{' '}
          {forecast.cutOff
            .slice(0, NAMED)
            .map(({ name }) => name)
            .join(', ')}
          {forecast.cutOff.length > NAMED ? ` ${m.verdict.more(forecast.cutOff.length - NAMED)}` : null}
        </>
      )
    case 'unknown':
      return (
        <>
          {lead}
          {m.verdict.unknown}
          {forecast.notes[0] ? `. ${reasonsInWords(forecast.notes[0], m)}` : null}
        </>
      )
  }
}
