'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { errorSentences } from '@/components/api/error-text'
import { useTRPC } from '@/components/api/trpc'
import { useMessages } from '@/components/messages/use-messages'
import { TriedNotes } from '@/components/settings/tried-notes'
import { TryThenSaveFooter } from '@/components/settings/try-then-save-footer'
import { savedBy, useTryThenSave } from '@/components/settings/use-try-then-save'
import { ErrorNote } from '@/components/ui/error-note'
import { Sheet } from '@/components/ui/overlay'
import { SkeletonRows } from '@/components/ui/skeleton'
import { toast } from '@/components/ui/toast'
import { deviceChangeAnswerSchema } from '@/server/domain/device-change'
import type { DeviceId } from '@/server/domain/ids'
import type { UpsAddress } from '@/server/domain/ups'
import { changeDeviceDraftOf, deviceChangeOf } from './change-device-draft'
import { ChangeDeviceForm } from './change-device-form'
import { ChangeDeviceFound } from './change-device-found'

const FORM = 'change-device'

interface Props {
  readonly device: { readonly id: DeviceId; readonly name: string }
  readonly onClose: () => void
}

interface Access {
  readonly address: UpsAddress
  readonly sharedWith: readonly { readonly id: DeviceId; readonly name: string }[]
}

const Editor = ({ device, access, onClose }: Props & { readonly access: Access }) => {
  const m = useMessages()
  const words = m.deviceChange
  // As it was when the form was opened: what is typed is not overtaken.
  const [{ address, sharedWith }] = useState(access)
  const [draft, setDraft] = useState(() => changeDeviceDraftOf(address))
  const given = () => ({ deviceId: device.id, ...deviceChangeOf(draft, address, sharedWith) })
  const steps = useTryThenSave({
    schema: deviceChangeAnswerSchema,
    attempt: (client) => client.power.probeChange.mutate(given()),
    save: async (client, how) =>
      deviceChangeAnswerSchema.parse(await savedBy(client, await client.power.change.mutate({ ...given(), ...how }))),
    onSaved: (saved) => {
      const failed = deviceChangeAnswerSchema.parse(saved).devices.filter(({ state }) => state === 'failed')
      if (failed.length === 0) toast({ title: words.saved(device.name) })
      else
        toast({
          severity: 'warning',
          title: words.savedPart(failed.length),
          detail: failed.map(({ name }) => name).join(', '),
        })
      onClose()
    },
    needsConfirmation: (answer) => answer.needsConfirmation,
  })
  const { answer } = steps
  const { probe: attempt, probing: attempting, failed } = m.power.form
  const { save, back: change } = m.managerChange
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={words.title(device.name)}
      closeLabel={m.common.close}
      footer={<TryThenSaveFooter steps={steps} words={{ attempt, attempting, save, change }} onCancel={onClose} form={FORM} />}
    >
      <form id={FORM} onSubmit={steps.submit} className="grid gap-3">
        {answer ? (
          <ChangeDeviceFound answer={answer} />
        ) : (
          <>
            <p className="text-fg-2">{words.effect}</p>
            <ChangeDeviceForm draft={draft} before={address} sharing={sharedWith} onChange={setDraft} />
          </>
        )}
        <TriedNotes
          steps={steps}
          confirm={answer !== undefined && answer.devices.length > 1 ? words.confirmAll : words.confirm(device.name)}
          failed={failed}
        />
      </form>
    </Sheet>
  )
}

/** Address, credential → read there and compared with what is known → saved. It stays the same device. */
export const ChangeDevice = ({ device, onClose }: Props) => {
  const m = useMessages()
  const trpc = useTRPC()
  const access = useQuery({ ...trpc.power.access.queryOptions({ deviceId: device.id }), staleTime: 0 })
  if (access.data !== undefined && access.isFetchedAfterMount)
    return <Editor device={device} access={access.data} onClose={onClose} />
  return (
    <Sheet isOpen onClose={onClose} title={m.deviceChange.title(device.name)} closeLabel={m.common.close}>
      {access.error ? (
        <ErrorNote title={m.common.failed} detail={errorSentences(access.error, m)} />
      ) : (
        <SkeletonRows rows={4} label={m.common.loading} />
      )}
    </Sheet>
  )
}
