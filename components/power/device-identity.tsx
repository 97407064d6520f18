'use client'

import { useMessages } from '@/components/messages/use-messages'
import { DefinitionList } from '@/components/ui/definition-list'
import { TitledPanel } from '@/components/ui/panel'
import type { DeviceDoc } from '@/server/domain/view'

/** Who it is, and by which MIBs it is read. */
export const DeviceIdentity = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const { identity } = device
  const also = identity?.also ?? []
  return (
    <TitledPanel title={m.power.identity}>
      <DefinitionList
        rows={[
          { term: m.power.manufacturer, value: identity?.manufacturer ?? '—' },
          { term: m.power.model, value: identity?.model ?? '—' },
          { term: m.power.serial, value: identity?.serial ?? '—' },
          { term: m.power.firmware, value: identity?.firmware ?? '—' },
          { term: m.power.agentFirmware, value: identity?.agentFirmware ?? '—' },
          { term: m.power.family, value: identity?.family ?? '—' },
          ...(also.length === 0 ? [] : [{ term: m.device.alsoFamilies, value: also.join(', ') }]),
          { term: m.power.endpoint, value: device.endpoint },
        ]}
      />
    </TitledPanel>
  )
}
