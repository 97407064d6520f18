'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import { MANAGER_KINDS } from '@/server/domain/manager'
import { METHODS, withKind, type ManagerDraft } from './manager-draft'
import { PinsField } from './pins-field'
import { RunbookField } from './runbook-field'

interface Props {
  readonly draft: ManagerDraft
  readonly onChange: (draft: ManagerDraft) => void
}

/** What one signs in with, by the method that was chosen. */
export const SecretFields = ({ draft, onChange }: Props) => {
  const s = useMessages().settings.managers
  const set = (change: Partial<ManagerDraft>): void => onChange({ ...draft, ...change })
  const user = (
    <TextField label={s.user} value={draft.user} onChange={(next) => set({ user: next })} isRequired autoComplete="off" />
  )
  switch (draft.method) {
    case 'password':
      return (
        <>
          {user}
          <TextField
            label={s.password}
            type="password"
            value={draft.password}
            onChange={(password) => set({ password })}
            autoComplete="off"
          />
        </>
      )
    case 'api-token':
      return (
        <>
          <TextField
            label={s.tokenId}
            hint={s.tokenIdHint}
            value={draft.tokenId}
            onChange={(tokenId) => set({ tokenId })}
            isRequired
            autoComplete="off"
          />
          <TextField
            label={s.token}
            type="password"
            value={draft.token}
            onChange={(token) => set({ token })}
            isRequired
            autoComplete="off"
          />
        </>
      )
    case 'bearer':
    case 'hmac': {
      const key = draft.method === 'bearer' ? 'token' : 'hmacKey'
      return (
        <TextField
          label={draft.method === 'bearer' ? s.token : s.hmacKey}
          hint={draft.method === 'bearer' ? undefined : s.hmacKeyHint}
          type="password"
          value={draft[key]}
          onChange={(text) => set({ [key]: text })}
          isRequired
          autoComplete="off"
        />
      )
    }
    case 'ssh-key':
      return (
        <>
          {user}
          <TextField
            label={s.privateKey}
            rows={6}
            value={draft.privateKey}
            onChange={(privateKey) => set({ privateKey })}
            isRequired
          />
          <TextField
            label={s.passphrase}
            type="password"
            value={draft.passphrase}
            onChange={(passphrase) => set({ passphrase })}
            autoComplete="off"
          />
        </>
      )
  }
}

export const ManagerForm = ({ draft, onChange }: Props) => {
  const { managerChange: words, settings } = useMessages()
  const s = settings.managers
  return (
    <>
      <Select
        label={s.kind}
        value={draft.kind}
        onChange={(kind) => onChange(withKind(draft, kind))}
        choices={MANAGER_KINDS.map((id) => ({ id, label: s.kinds[id] }))}
      />
      <TextField
        label={s.url}
        hint={s.urlHints[draft.kind]}
        value={draft.url}
        onChange={(url) => onChange({ ...draft, url })}
        isRequired
        autoFocus
      />
      <Select
        label={s.method}
        value={draft.method}
        onChange={(method) => onChange({ ...draft, method })}
        choices={METHODS[draft.kind].map((id) => ({ id, label: s.methods[id] }))}
      />
      <SecretFields draft={draft} onChange={onChange} />
      <PinsField
        label={words.laidDown}
        url={draft.url}
        value={draft.laidDown}
        onChange={(laidDown) => onChange({ ...draft, laidDown })}
      />
      {draft.kind === 'runbook' ? (
        <RunbookField text={draft.runbook} url={draft.url} onChange={(runbook) => onChange({ ...draft, runbook })} />
      ) : null}
    </>
  )
}
