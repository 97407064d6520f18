'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/overlay'
import { TextField } from '@/components/ui/text-field'
import type { DeviceDoc } from '@/server/domain/view'
import { ChangeDevice } from './change-device'

export const DeviceActions = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const router = useRouter()
  const may = useMay('configure')
  const [open, setOpen] = useState<'rename' | 'change' | 'remove' | null>(null)
  const [name, setName] = useState(device.name)
  const close = (): void => setOpen(null)
  const rename = useVerb((client, next: string) => client.power.rename.mutate({ deviceId: device.id, name: next }), close)
  const remove = useVerb(
    (client, reason: string | null) => client.power.remove.mutate({ deviceId: device.id, reason }),
    () => router.push('/power'),
  )
  if (!may) return null
  return (
    <>
      <Button onPress={() => setOpen('rename')}>{m.power.rename}</Button>
      <Button onPress={() => setOpen('change')}>{m.deviceChange.open}</Button>
      <Button onPress={() => setOpen('remove')}>{m.common.remove}</Button>
      <Dialog
        isOpen={open === 'rename'}
        onClose={close}
        title={m.power.rename}
        closeLabel={m.common.close}
        footer={
          <div className="flex justify-between">
            <Button onPress={close}>{m.common.cancel}</Button>
            <Button
              variant="primary"
              isPending={rename.isPending}
              isDisabled={name.trim() === ''}
              onPress={() => rename.mutate(name)}
            >
              {m.common.save}
            </Button>
          </div>
        }
      >
        <TextField label={m.common.name} value={name} onChange={setName} autoFocus maxLength={80} />
      </Dialog>
      {open === 'change' ? <ChangeDevice device={device} onClose={close} /> : null}
      <ReasonDialog
        isOpen={open === 'remove'}
        onClose={close}
        title={m.power.removeTitle(device.name)}
        consequence={m.power.removeEffect}
        actLabel={m.power.removeTitle(device.name)}
        danger
        isPending={remove.isPending}
        onAct={(reason) => remove.mutate(reason)}
      />
    </>
  )
}
