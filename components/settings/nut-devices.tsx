'use client'

import { useMessages } from '@/components/messages/use-messages'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import { isRuntimeTyped, type NutDeviceDraft, type NutServiceAnswer } from './nut-draft'

const NO_STAGE = ''

export const NutDevices = ({
  answer,
  state,
  devices,
  onChange,
}: {
  readonly answer: NutServiceAnswer
  readonly state: NutServiceAnswer['state']
  readonly devices: readonly NutDeviceDraft[]
  readonly onChange: (devices: readonly NutDeviceDraft[]) => void
}) => {
  const n = useMessages().nut
  const change = (deviceId: string, part: Partial<NutDeviceDraft>): void =>
    onChange(devices.map((device) => (device.deviceId === deviceId ? { ...device, ...part } : device)))
  return (
    <section className="grid gap-1">
      <h3 className="text-xs text-fg-3">{n.devices}</h3>
      <DataTable
        label={n.devices}
        head={
          <>
            <Th>{n.columns.device}</Th>
            <Th>{n.columns.names}</Th>
            <Th>{n.columns.runtime}</Th>
            <Th>{n.columns.stage}</Th>
            <Th end>{n.columns.logins}</Th>
          </>
        }
      >
        {devices.map((draft) => {
          const device = answer.devices.find(({ deviceId }) => deviceId === draft.deviceId)
          if (device === undefined) return null
          const { deviceName, servedAs, stages } = device
          return (
            <Tr key={draft.deviceId}>
              <Td className="font-[550]">{deviceName}</Td>
              <Td>
                <TextField
                  bare
                  label={n.namesOf(deviceName)}
                  value={draft.names}
                  placeholder={servedAs.join(', ')}
                  onChange={(names) => change(draft.deviceId, { names })}
                />
              </Td>
              <Td>
                <span className="flex items-center gap-2">
                  <TextField
                    bare
                    label={n.runtimeOf(deviceName)}
                    value={draft.runtime}
                    placeholder={n.ownWord}
                    onChange={(runtime) => change(draft.deviceId, { runtime })}
                    inputMode="numeric"
                    error={isRuntimeTyped(draft.runtime) ? null : n.runtimeRange}
                  />
                  <span className="text-sm text-fg-2">{n.seconds}</span>
                </span>
              </Td>
              <Td className="min-w-40">
                <Select
                  bare
                  quiet
                  label={n.stageOf(deviceName)}
                  value={draft.stageId ?? NO_STAGE}
                  isDisabled={stages.length === 0}
                  onChange={(id) => change(draft.deviceId, { stageId: id === NO_STAGE ? null : id })}
                  choices={[
                    { id: NO_STAGE, label: n.noStage },
                    ...stages.map(({ stageId, stageName, planName }) => ({
                      id: String(stageId),
                      label: `${planName} · ${stageName}`,
                    })),
                  ]}
                />
              </Td>
              <Td end>{state?.logins.filter(({ upsName }) => servedAs.includes(upsName)).length ?? 0}</Td>
            </Tr>
          )
        })}
      </DataTable>
      <p className="text-sm text-fg-3">{n.namesHint}</p>
    </section>
  )
}
