'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Check } from '@/components/ui/check'
import { TextField } from '@/components/ui/text-field'
import type { NutUserDraft } from './nut-draft'

export const NutUsers = ({
  users,
  onChange,
}: {
  readonly users: readonly NutUserDraft[]
  readonly onChange: (users: readonly NutUserDraft[]) => void
}) => {
  const m = useMessages()
  const n = m.nut
  const change = (at: number, part: Partial<NutUserDraft>): void =>
    onChange(users.map((user, index) => (index === at ? { ...user, ...part } : user)))
  return (
    <fieldset className="grid max-w-3xl gap-2">
      <legend className="pb-1 text-xs text-fg-3">{n.users}</legend>
      {users.map((user, at) => (
        <div key={at} className="flex flex-wrap items-end gap-3">
          <TextField
            label={n.userName}
            value={user.name}
            onChange={(name) => change(at, { name })}
            isReadOnly={!user.isNew}
            maxLength={80}
            autoComplete="off"
          />
          <TextField
            label={n.password}
            type="password"
            value={user.password}
            placeholder={user.isNew ? undefined : n.passwordKept}
            onChange={(password) => change(at, { password })}
            autoComplete="new-password"
          />
          <Check isSelected={user.primary} onChange={(primary) => change(at, { primary })}>
            {n.primary}
          </Check>
          <Button
            size="small"
            variant="quiet"
            aria-label={n.removeUser(user.name)}
            onPress={() => onChange(users.filter((_, index) => index !== at))}
          >
            {m.common.remove}
          </Button>
        </div>
      ))}
      <div>
        <Button size="small" onPress={() => onChange([...users, { name: '', password: '', primary: false, isNew: true }])}>
          {n.addUser}
        </Button>
      </div>
    </fieldset>
  )
}
