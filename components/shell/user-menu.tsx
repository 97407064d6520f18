'use client'

import { useTheme } from 'next-themes'
import { useVerb } from '@/components/api/use-verb'
import { LOCALES } from '@/components/messages/messages'
import { useLocale, useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { useUser } from './use-user'

const THEMES = ['light', 'dark', 'system'] as const

export const ThemeMenu = () => {
  const m = useMessages()
  const { setTheme } = useTheme()
  return (
    <Menu
      label={m.shell.theme.label}
      trigger={
        <Button variant="quiet" size="small">
          <span className="font-normal">{m.shell.theme.label}</span>
        </Button>
      }
      choices={THEMES.map((id) => ({ id, label: m.shell.theme[id], onAction: () => setTheme(id) }))}
    />
  )
}

export const LanguageMenu = () => {
  const m = useMessages()
  const { locale, setLocale } = useLocale()
  const user = useUser()
  const keep = useVerb((client, next: (typeof LOCALES)[number]) => client.auth.setLocale.mutate({ locale: next }))
  return (
    <Menu
      label={m.shell.language.label}
      trigger={
        <Button variant="quiet" size="small" aria-label={`${m.shell.language.label}: ${m.shell.language[locale]}`}>
          <span className="font-normal uppercase">{locale}</span>
        </Button>
      }
      choices={LOCALES.map((id) => ({
        id,
        label: m.shell.language[id],
        onAction: () => {
          setLocale(id)
          if (user) keep.mutate(id)
        },
      }))}
    />
  )
}

export const UserMenu = () => {
  const m = useMessages()
  const user = useUser()
  const signOut = useVerb(
    (client) => client.auth.signOut.mutate(),
    () => window.location.assign('/sign-in'),
  )
  if (!user) return null
  return (
    <Menu
      label={m.shell.user.menu(user.name)}
      trigger={
        <Button variant="quiet" size="small">
          <span className="font-normal">{user.name}</span>
        </Button>
      }
      choices={[
        {
          id: 'sign-out',
          label: m.shell.user.signOut,
          detail: m.status.role[user.role],
          onAction: () => signOut.mutate(undefined),
        },
      ]}
    />
  )
}
