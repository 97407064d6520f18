'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import { keepAliveSentence } from '@/components/hosts/keep-alive-sentence'
import { useMessages } from '@/components/messages/use-messages'
import { DefinitionList } from '@/components/ui/definition-list'
import { TitledPanel } from '@/components/ui/panel'

/** Which VMs the operation stands on, and by what they were recognised; what was not is named, too (D5). */
export const KeepAlivePanel = () => {
  const m = useMessages()
  const k = m.keepAlive
  const { data } = useQuery({ ...useTRPC().vms.keepAlive.queryOptions(), refetchInterval: 5_000 })
  if (!data) return null
  const { machine, vms, managersNotSeen } = data
  const isSeen = vms.some(({ keepAlive }) => keepAlive.some(({ role }) => role === 'console'))
  return (
    <TitledPanel title={k.panel}>
      <DefinitionList
        rows={[
          {
            term: k.machine,
            value: machine === null ? '—' : k.machineOf(machine.uuid ?? k.uuidUnreadable, machine.macs.join(', ') || k.none),
          },
          ...vms.map(({ name, hostName, keepAlive, mark }) => ({
            term: hostName === null ? name : `${name} (${hostName})`,
            value: keepAlive.map((one) => keepAliveSentence(one, m)).join('. ') || (mark === null ? '—' : k.choices[mark]),
          })),
          ...(managersNotSeen.length === 0
            ? []
            : [{ term: k.managersNotSeen, value: `${managersNotSeen.map(({ name }) => name).join(', ')}. ${k.managersHint}` }]),
        ]}
      />
      {isSeen ? null : <p className="mt-2 text-sm text-fg-2">{k.consoleNotSeen}</p>}
    </TitledPanel>
  )
}
