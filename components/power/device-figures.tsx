'use client'

import { useFormat } from '@/components/format/use-format'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { POWER_SEVERITY } from '@/components/status/severities'
import { MeterBar } from '@/components/ui/meter-bar'
import { Panel } from '@/components/ui/panel'
import type { ReadingName } from '@/server/domain/power-reading'
import { powerStateOf } from '@/server/domain/power-state'
import type { DeviceDoc } from '@/server/domain/view'
import { Doubt } from './doubt'
import { Figure } from './figure'
import { InputState } from './input-state'

/** The reason where the device's own figure decides: that figure stands below. */
const AS_TOLD = 'device'

const Runtime = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const said = device.readings.runtimeSeconds
  const lost = device.contact === 'lost'
  return (
    <div className="grid content-start gap-0.5">
      <span className="text-xs text-fg-3">{m.power.runtime}</span>
      <span className={`text-figure font-semibold tabular-nums tracking-tight ${lost ? 'text-fg-3' : ''}`} aria-live="off">
        {format.duration(device.decidingRuntimeSeconds)}
      </span>
      {device.runtimeBand ? (
        <span className="text-sm text-fg-2">
          {m.power.likelyBetween(format.duration(device.runtimeBand.lowSeconds), format.duration(device.runtimeBand.highSeconds))}
        </span>
      ) : null}
      {device.readings.loadPercent.value === null ? null : (
        <span className="text-sm text-fg-2">{m.shell.strip.atLoad(format.percent(device.readings.loadPercent.value))}</span>
      )}
      {device.decidingRuntimeReason === AS_TOLD ? null : (
        <span className="text-sm text-fg-2">{device.decidingRuntimeReason}</span>
      )}
      <span className="text-sm text-fg-2">
        {m.power.deviceSays} {format.duration(said.value)}
        {said.credible ? null : ', '}
        <Doubt reading={said} />
      </span>
      {device.onBatterySinceMs !== null && now !== null ? (
        <span className="text-sm text-warn">
          {m.power.onBatteryFor} {format.duration((now - device.onBatterySinceMs) / 1000)}
        </span>
      ) : null}
    </div>
  )
}

const Load = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const { loadPercent, outputWatts, nominalWatts } = device.readings
  const watts = format.watts(outputWatts.value)
  return (
    <Figure
      term={m.power.load}
      detail={
        <>
          {nominalWatts.value === null ? watts : m.device.ofRated(watts, format.watts(nominalWatts.value))}{' '}
          <Doubt reading={loadPercent} />
          {device.expectedLoad === undefined ? null : (
            <span className="block text-warn">
              {m.device.expectedLoad(format.percent(device.expectedLoad.percent), format.watts(device.expectedLoad.watts))}:{' '}
              {device.expectedLoad.reason}
            </span>
          )}
        </>
      }
    >
      {format.percent(loadPercent.value)}
      <MeterBar percent={loadPercent.value} label={m.power.load} className="mt-1.5 h-1 w-full" />
    </Figure>
  )
}

const UpsFigures = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const r = device.readings
  const of = (name: ReadingName): string => format.reading(r[name].value, r[name].unit)
  return (
    <>
      <Runtime device={device} />
      <Figure term={m.power.charge} detail={<Doubt reading={r.chargePercent} />}>
        {format.percent(device.decidingChargePercent)}
        <MeterBar
          percent={device.decidingChargePercent}
          label={m.power.charge}
          className="mt-1.5 h-1 w-full"
          severity={POWER_SEVERITY[powerStateOf(device)]}
        />
      </Figure>
      <Load device={device} />
      <Figure term={`${m.power.input} / ${m.power.output}`} detail={`${of('inputHertz')} / ${of('outputHertz')}`}>
        {of('inputVolts')} <span className="text-fg-3">/</span> {of('outputVolts')}
      </Figure>
      <Figure term={m.power.temperature} detail={`${m.power.battery} ${of('batteryVolts')}`}>
        {of('temperatureCelsius')}
      </Figure>
    </>
  )
}

const PassingFigures = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const r = device.readings
  return (
    <>
      <Figure term={m.readings.outputWatts}>{format.watts(r.outputWatts.value)}</Figure>
      <Figure term={m.readings.outputAmperes} detail={<Doubt reading={r.outputAmperes} />}>
        {format.reading(r.outputAmperes.value, 'A')}
      </Figure>
      <Figure term={m.readings.inputVolts}>{format.reading(r.inputVolts.value, 'V')}</Figure>
      {device.transfer === undefined ? null : (
        <Figure term={m.power.passing.columns.input}>
          <span className="text-base font-normal tracking-normal">
            <InputState device={device} />
          </span>
        </Figure>
      )}
    </>
  )
}

/** What decides, large: how long it lasts, how full it is, what it carries. */
export const DeviceFigures = ({ device, isUps }: { readonly device: DeviceDoc; readonly isUps: boolean }) => {
  const columns = isUps ? 'lg:grid-cols-[1.6fr_repeat(4,1fr)]' : 'lg:grid-cols-4'
  return (
    <Panel className={`grid gap-x-6 gap-y-4 p-4 sm:grid-cols-2 ${columns} ${device.contact === 'lost' ? 'hatched' : ''}`}>
      {isUps ? <UpsFigures device={device} /> : <PassingFigures device={device} />}
    </Panel>
  )
}
