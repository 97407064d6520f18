'use client'

import { useState } from 'react'
import { z } from 'zod'
import { useMessages } from '@/components/messages/use-messages'
import { linesOf } from '@/components/settings/manager-draft'
import { TriedNotes } from '@/components/settings/tried-notes'
import { TrustPin } from '@/components/settings/trust-pin'
import { TryThenSaveFooter } from '@/components/settings/try-then-save-footer'
import { savedBy, useTryThenSave } from '@/components/settings/use-try-then-save'
import { DefinitionList } from '@/components/ui/definition-list'
import { StatusMark } from '@/components/ui/status-mark'
import { toast } from '@/components/ui/toast'
import type { HardwareAddress } from '@/server/domain/hardware'
import { obstacleIn, wayProofSchema } from '@/server/domain/way-proof'
import type { Host } from '@/server/domain/world'
import { bmcAddressOf, bmcDraftOf, bmcSecretOf, needsBmcSecret } from './bmc-draft'
import { BmcForm } from './bmc-form'
import { WayFindings } from './way-findings'

const answerSchema = wayProofSchema.extend({
  identity: z.object({
    product: z.string(),
    version: z.string().nullable(),
    systemUuid: z.string().nullable(),
    notes: z.array(z.string()),
  }),
  reading: z
    .object({
      power: z.enum(['on', 'off', 'unknown']),
      sensors: z.array(z.unknown()),
      powerSupplies: z.array(z.unknown()).nullable(),
    })
    .nullable(),
})
type Answer = z.infer<typeof answerSchema>

const Found = ({ answer, host, pins }: { readonly answer: Answer; readonly host: Host; readonly pins: readonly string[] }) => {
  const { bmc } = useMessages()
  const { identity, reading, findings } = answer
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-panel p-4" aria-label={bmc.found}>
      <h3 className="font-semibold">{bmc.found}</h3>
      <DefinitionList
        rows={[
          { term: bmc.product, value: [identity.product, identity.version].filter(Boolean).join(' ') },
          ...(identity.systemUuid === null
            ? []
            : [{ term: bmc.uuid, value: <code className="text-xs">{identity.systemUuid}</code> }]),
          ...(host.uuid === null ? [] : [{ term: bmc.uuidOfHost, value: <code className="text-xs">{host.uuid}</code> }]),
          ...(reading === null ? [] : [{ term: bmc.power, value: bmc.powers[reading.power] }]),
          ...(answer.needsConfirmation
            ? [{ term: bmc.sameness, value: <StatusMark severity="warning">{bmc.untold}</StatusMark> }]
            : []),
          ...(pins.length === 0
            ? []
            : [{ term: bmc.fingerprint, value: <code className="text-xs break-all">{pins.join(' ')}</code> }]),
        ]}
      />
      {reading === null ? null : <p>{bmc.counts(reading.sensors.length, reading.powerSupplies?.length ?? 0)}</p>}
      <WayFindings findings={findings} />
    </section>
  )
}

/**
 * Address and credentials → sign in and read → saved where it is this host's. An unknown fingerprint is shown and trusted only by hand.
 * `before`: as it is reached now; null: the host has none yet.
 */
export const BmcEditor = ({
  host,
  before,
  onDone,
}: {
  readonly host: Host
  readonly before: HardwareAddress | null
  readonly onDone: () => void
}) => {
  const m = useMessages()
  const [draft, setDraft] = useState(() => bmcDraftOf(before))
  const given = () => ({
    hostId: host.id,
    address: bmcAddressOf(draft, before),
    secret: needsBmcSecret(draft, before) ? bmcSecretOf(draft) : null,
  })
  const steps = useTryThenSave({
    schema: answerSchema,
    attempt: (client) => client.hardware.probe.mutate(given()),
    save: async (client, how) => savedBy(client, await client.hardware.save.mutate({ ...given(), ...how })),
    onSaved: () => {
      toast({ title: m.bmc.saved(host.name) })
      onDone()
    },
    maySave: (answer) => obstacleIn(answer) === undefined,
    needsConfirmation: (answer) => answer.needsConfirmation,
  })
  const { answer, pin } = steps
  const { probe: attempt, probing: attempting, save, changeDraft: change, failed } = m.bmc
  const pins = linesOf(draft.pins)
  return (
    <form onSubmit={steps.submit} className="grid gap-3">
      {answer ? <Found answer={answer} host={host} pins={pins} /> : <BmcForm draft={draft} before={before} onChange={setDraft} />}
      <TriedNotes steps={steps} confirm={m.bmc.confirm(host.name)} failed={failed} />
      {pin && draft.kind === 'redfish' && !pins.includes(pin) ? (
        <TrustPin pin={pin} hint={m.bmc.trustHint} onTrust={() => setDraft({ ...draft, pins: [...pins, pin].join('\n') })} />
      ) : null}
      <TryThenSaveFooter
        steps={steps}
        words={{ attempt, attempting, save, change }}
        onCancel={onDone}
        maySave={answer === undefined || obstacleIn(answer) === undefined}
      />
    </form>
  )
}
