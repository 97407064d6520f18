'use client'

import { useDoc, useLivePhase } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { deviceStateWord } from '@/components/status/device-state'
import { POWER_SEVERITY } from '@/components/status/severities'
import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StatusMark } from '@/components/ui/status-mark'
import { kindOf } from '@/server/domain/device-kind'
import { powerStateOf } from '@/server/domain/power-state'
import type { DeviceDoc } from '@/server/domain/view'
import { DeviceActions } from './device-actions'
import { DeviceBatteryPanel } from './device-battery'
import { DeviceCarePanel } from './device-care'
import { DeviceCommands } from './device-commands'
import { DeviceFeeds } from './device-feeds'
import { DeviceFigures } from './device-figures'
import { DeviceHistory } from './device-history'
import { DeviceIdentity } from './device-identity'
import { DevicePhases } from './device-phases'
import { DeviceReports } from './device-reports'
import { DeviceValues } from './device-values'
import { FedBy } from './fed-by'
import { useAnswerAge } from './use-answer-age'

const KnownDevice = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const age = useAnswerAge(device)
  const isUps = kindOf(device.identity) === 'ups'
  return (
    <>
      <PageHeader
        title={device.name}
        aside={
          <span className="flex flex-wrap items-center gap-3">
            <StatusMark severity={POWER_SEVERITY[powerStateOf(device)]}>{deviceStateWord(m, device)}</StatusMark>
            <span>{age}</span>
          </span>
        }
      >
        <DeviceCommands device={device} />
        <DeviceActions device={device} />
      </PageHeader>
      {device.message ? <p className="hatched rounded-md border border-line px-4 py-2">{device.message}</p> : null}
      <DeviceFigures device={device} isUps={isUps} />
      <DeviceHistory device={device} isUps={isUps} />
      {isUps ? (
        <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
          <DeviceBatteryPanel device={device} />
          <DeviceCarePanel device={device} />
        </div>
      ) : null}
      <DevicePhases device={device} />
      <div className="grid items-start gap-4 lg:grid-cols-3">
        <FedBy device={device} />
        <DeviceFeeds device={device} />
        <DeviceReports device={device} />
        <DeviceIdentity device={device} />
      </div>
      <DeviceValues device={device} />
    </>
  )
}

export const DeviceView = ({ deviceId }: { readonly deviceId: string }) => {
  const m = useMessages()
  const phase = useLivePhase()
  const device = useDoc('device', deviceId)
  if (!device && phase === 'connecting') return <SkeletonRows rows={8} label={m.common.loading} />
  if (!device) return <EmptyState title={m.power.gone} action={<LinkButton href="/power">{m.power.back}</LinkButton>} />
  return <KnownDevice key={device.id} device={device} />
}
