'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { fieldError } from '@/components/api/error-text'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { Check } from '@/components/ui/check'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorNote } from '@/components/ui/error-note'
import { TitledPanel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import { isPort, PortField } from '@/components/power/port-field'
import { NutDevices } from './nut-devices'
import { isRuntimeTyped, nutDraftOf, nutInputOf, type NutDraft, type NutServiceAnswer } from './nut-draft'
import { NutUsers } from './nut-users'

const State = ({ state }: { readonly state: NutServiceAnswer['state'] }) => {
  const n = useMessages().nut
  if (state === null) return <>{n.silent}</>
  const where = state.listeningAt === null ? n.silent : n.listening(state.listeningAt)
  return <>{state.listeningAt === null ? where : `${where} · ${n.clients(state.connections, state.logins.length)}`}</>
}

const isNutDraftSound = ({ port, devices }: NutDraft): boolean =>
  isPort(port) && devices.every(({ runtime }) => isRuntimeTyped(runtime))

const NutForm = ({ answer, state }: { readonly answer: NutServiceAnswer; readonly state: NutServiceAnswer['state'] }) => {
  const m = useMessages()
  const n = m.nut
  const [draft, setDraft] = useState<NutDraft>(() => nutDraftOf(answer))
  const set = (change: Partial<NutDraft>): void => setDraft({ ...draft, ...change })
  const save = useVerb(
    (client) => client.nut.configure.mutate(nutInputOf(draft)),
    () => {
      setDraft({ ...draft, users: draft.users.map((user) => ({ ...user, password: '', isNew: false })) })
      toast({ title: n.saved })
    },
  )
  return (
    <TitledPanel
      title={n.title}
      aside={<State state={state} />}
      actions={
        <Button
          variant="primary"
          isPending={save.isPending}
          isDisabled={!isNutDraftSound(draft)}
          onPress={() => save.mutate(undefined)}
        >
          {m.common.save}
        </Button>
      }
    >
      <div className="grid gap-4">
        <p className="text-fg-2">{n.intro}</p>
        {state?.problem ? <ErrorNote title={m.common.failed} detail={state.problem} /> : null}
        <Check isSelected={draft.enabled} onChange={(enabled) => set({ enabled })}>
          {n.enabled}
        </Check>
        <div className="grid max-w-3xl items-start gap-3 sm:grid-cols-2">
          <TextField
            label={n.listen}
            hint={n.listenHint}
            value={draft.listen}
            onChange={(listen) => set({ listen })}
            error={fieldError(save.error, 'listen', m)}
          />
          <PortField label={n.port} value={draft.port} onChange={(port) => set({ port })} />
          <TextField
            label={n.certificate}
            hint={n.filesHint}
            value={draft.certificateFile}
            onChange={(certificateFile) => set({ certificateFile })}
            error={fieldError(save.error, 'certificateFile', m)}
          />
          <TextField
            label={n.key}
            value={draft.keyFile}
            onChange={(keyFile) => set({ keyFile })}
            error={fieldError(save.error, 'keyFile', m)}
          />
        </div>
        <Check isSelected={draft.requireTls} onChange={(requireTls) => set({ requireTls })}>
          {n.requireTls}
        </Check>
        <NutUsers users={draft.users} onChange={(users) => set({ users })} />
        <NutDevices answer={answer} state={state} devices={draft.devices} onChange={(devices) => set({ devices })} />
      </div>
    </TitledPanel>
  )
}

const NutService = () => {
  const m = useMessages()
  const { data } = useQuery({ ...useTRPC().nut.get.queryOptions(), refetchInterval: 5_000 })
  return data ? <NutForm answer={data} state={data.state} /> : <SkeletonRows rows={6} label={m.common.loading} />
}

/** The upsd-compatible server: where, for whom, and when its clients are told that a battery is low. */
export const NutTab = () => {
  const m = useMessages()
  return useMay('configure') ? <NutService /> : <EmptyState title={m.nut.title}>{m.nut.forbidden}</EmptyState>
}
