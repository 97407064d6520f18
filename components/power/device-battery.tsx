'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { curveAt } from '@/components/charts/curve-at'
import { RuntimeCurve, type CurveMark } from '@/components/charts/runtime-curve'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { TitledPanel } from '@/components/ui/panel'
import { credibleValue } from '@/server/domain/power-reading'
import type { DeviceDoc } from '@/server/domain/view'
import { Doubt } from './doubt'
import { ReplaceBattery } from './replace-battery'

const REFRESH_MS = 10_000

/** What the device says now, as it would be from full: so that it can stand beside a curve that begins there. */
const saidFromFull = ({ readings }: DeviceDoc): { readonly loadPercent: number; readonly seconds: number } | null => {
  const seconds = readings.runtimeSeconds.value
  const [charge, loadPercent] = [credibleValue(readings, 'chargePercent'), credibleValue(readings, 'loadPercent')]
  if (seconds === null || seconds <= 0 || charge === null || charge <= 0 || loadPercent === null || loadPercent <= 0) return null
  return { loadPercent, seconds: (seconds * 100) / charge }
}

/** How long this battery lasts at any load, what that was learned from, and what the firmware says beside it. */
export const DeviceBatteryPanel = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const mayConfigure = useMay('configure')
  const [isReplacing, setReplacing] = useState(false)
  const { data, isPending } = useQuery({
    ...useTRPC().power.battery.queryOptions({ deviceId: device.id }),
    refetchInterval: REFRESH_MS,
  })
  const said = saidFromFull(device)
  const load = credibleValue(device.readings, 'loadPercent')
  const model = data && load !== null ? curveAt(data.curve, load) : null
  const learned = data?.learnedFrom ?? []
  const seen = learned.filter(({ source }) => source === 'discharge').length
  const marks: readonly CurveMark[] = [
    ...learned.map(({ source, loadShare, runtimeSeconds, atMs }) => ({
      key: `${source} ${loadShare} ${atMs}`,
      kind: source,
      loadPercent: loadShare * 100,
      seconds: runtimeSeconds,
      title: m.device.learnedAt(
        m.device.pointKinds[source],
        format.duration(runtimeSeconds),
        format.percent(loadShare * 100),
        format.moment(atMs),
      ),
    })),
    ...(said === null
      ? []
      : [{ key: 'now', kind: 'now' as const, ...said, title: `${m.device.pointKinds.now}: ${format.duration(said.seconds)}` }]),
  ]
  return (
    <TitledPanel
      title={m.device.battery}
      aside={data ? m.device.learnedFrom(learned.length - seen, seen) : null}
      actions={
        mayConfigure ? (
          <Button size="small" onPress={() => setReplacing(true)}>
            {m.care.replaced}
          </Button>
        ) : null
      }
    >
      {data ? (
        <>
          <RuntimeCurve
            label={m.device.curveLabel}
            xLabel={m.power.load}
            curve={data.curve}
            marks={marks}
            loadNowPercent={load !== null && load > 0 ? load : null}
            nowLabel={format.percent(load)}
          />
          <p className="flex flex-wrap gap-x-4 pb-3 text-xs text-fg-3">
            <span>○ {m.device.pointKinds.firmware}</span>
            <span>◆ {m.device.pointKinds.discharge}</span>
            <span>× {m.device.pointKinds.now}</span>
            <span>{m.device.band}</span>
          </p>
          <DefinitionList
            rows={[
              {
                term: m.device.modelSays(format.percent(load)),
                value:
                  model === null
                    ? '—'
                    : `${format.duration(model.expectedSeconds)} (${format.duration(model.lowSeconds)}–${format.duration(model.highSeconds)})`,
              },
              {
                term: m.device.firmwareSays,
                value: (
                  <>
                    {format.duration(said?.seconds ?? null)} <Doubt reading={device.readings.runtimeSeconds} />
                  </>
                ),
              },
              { term: m.device.knownSince, value: format.moment(data.knownSinceMs) },
              { term: m.device.chemistry, value: m.device.chemistries[data.chemistry] },
              { term: m.device.rated, value: format.watts(data.ratedWatts) },
            ]}
          />
        </>
      ) : (
        <p className="text-fg-2">{isPending ? m.common.loading : m.device.batteryUnknown}</p>
      )}
      {isReplacing ? <ReplaceBattery device={device} onClose={() => setReplacing(false)} /> : null}
    </TitledPanel>
  )
}
