'use client'

import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { DefinitionList } from '@/components/ui/definition-list'
import { StatusMark } from '@/components/ui/status-mark'
import type { HardwareDoc } from '@/server/domain/hardware'
import type { Severity } from '@/server/domain/severity'

const CONTACT: Readonly<Record<HardwareDoc['contact'], Severity>> = {
  ok: 'normal',
  lost: 'warning',
  never: 'stale',
  silent: 'normal',
}

/** In few words, for where there is no room. */
export const BmcMark = ({ doc }: { readonly doc: HardwareDoc }) => {
  const { bmc } = useMessages()
  if (doc.doubt !== null) return <StatusMark severity="warning">{bmc.doubted}</StatusMark>
  if (doc.contact !== 'ok')
    return (
      <StatusMark severity={doc.message === null ? CONTACT[doc.contact] : 'warning'}>
        {doc.contact === 'never' && doc.message !== null ? bmc.contacts.lost : bmc.contacts[doc.contact]}
      </StatusMark>
    )
  return <StatusMark severity={doc.power === 'unknown' ? 'stale' : 'normal'}>{bmc.powers[doc.power]}</StatusMark>
}

/** How a BMC stands, what it says of the power, and when it was read. */
export const BmcState = ({ doc }: { readonly doc: HardwareDoc }) => {
  const { bmc } = useMessages()
  const format = useFormat()
  const watts = doc.reading?.powerWatts ?? null
  return (
    <div className="grid gap-2">
      <DefinitionList
        rows={[
          { term: bmc.address, value: `${bmc.kinds[doc.kind]}, ${doc.endpoint}` },
          { term: bmc.power, value: <BmcMark doc={doc} /> },
          ...(watts === null ? [] : [{ term: bmc.draw, value: format.watts(watts) }]),
          ...(doc.readAtMs === null ? [] : [{ term: bmc.read, value: format.clock(doc.readAtMs) }]),
        ]}
      />
      {doc.message === null ? null : <p className="text-sm text-fg-2">{doc.message}</p>}
      {doc.doubt === null ? null : <p className="text-sm">{bmc.doubtHint}</p>}
      {doc.contact === 'silent' ? <p className="text-sm text-fg-2">{bmc.silentHint}</p> : null}
    </div>
  )
}
