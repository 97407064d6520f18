'use client'

import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { errorText } from '@/components/api/error-text'
import { useTRPC, useTRPCClient } from '@/components/api/trpc'
import { useSingleMutation } from '@/components/api/use-single-mutation'
import { useMessages } from '@/components/messages/use-messages'
import { Mark } from '@/components/shell/mark'
import { LanguageMenu, ThemeMenu } from '@/components/shell/user-menu'
import { Button } from '@/components/ui/button'
import { ErrorNote } from '@/components/ui/error-note'
import { SkeletonRows } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'

const SETUP_PASSWORD_LENGTH = 12

const Card = ({ title, intro, children }: { readonly title: string; readonly intro?: string; readonly children: ReactNode }) => (
  <section className="grid w-full max-w-[400px] gap-4 rounded-xl border border-line bg-panel p-6 shadow-lift">
    <div className="grid gap-1">
      <h1>{title}</h1>
      {intro ? <p className="text-fg-2">{intro}</p> : null}
    </div>
    {children}
  </section>
)

const Credentials = ({ setup }: { readonly setup: boolean }) => {
  const m = useMessages()
  const client = useTRPCClient()
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const enter = useSingleMutation({
    act: async () => {
      if (setup) await client.auth.setup.mutate({ code: code.trim(), name: name.trim(), password })
      else await client.auth.signIn.mutate({ name: name.trim(), password })
    },
    onSuccess: () => window.location.assign('/'),
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    enter.mutate()
  }
  return (
    <Card title={setup ? m.access.setupTitle : m.access.signIn} intro={setup ? m.access.setupIntro : undefined}>
      <form onSubmit={submit} className="grid gap-3">
        {setup ? (
          <TextField label={m.access.code} value={code} onChange={setCode} isRequired autoFocus autoComplete="one-time-code" />
        ) : null}
        <TextField label={m.access.name} value={name} onChange={setName} isRequired autoFocus={!setup} autoComplete="username" />
        <TextField
          label={m.access.password}
          type="password"
          value={password}
          onChange={setPassword}
          isRequired
          minLength={setup ? SETUP_PASSWORD_LENGTH : undefined}
          hint={setup ? m.access.passwordHint : undefined}
          autoComplete={setup ? 'new-password' : 'current-password'}
        />
        {enter.error ? <ErrorNote title={errorText(enter.error, m).message} /> : null}
        <Button type="submit" variant="primary" isPending={enter.isPending}>
          {enter.isPending ? m.access.working : setup ? m.access.create : m.access.signIn}
        </Button>
      </form>
    </Card>
  )
}

export const SignInView = () => {
  const m = useMessages()
  const state = useQuery(useTRPC().auth.state.queryOptions())
  return (
    <main className="grid min-h-full content-center justify-items-center gap-6 p-4">
      <div className="grid justify-items-center gap-1">
        <span className="flex items-center gap-2 text-lg font-[650] tracking-tight">
          <Mark />
          {m.common.product}
        </span>
        <p className="text-fg-2">{m.access.tagline}</p>
      </div>
      {state.data ? (
        <Credentials setup={state.data.setupNeeded} />
      ) : state.error ? (
        <ErrorNote title={m.common.failed} detail={errorText(state.error, m).message} />
      ) : (
        <SkeletonRows rows={4} label={m.common.loading} />
      )}
      <div className="flex gap-2">
        <ThemeMenu />
        <LanguageMenu />
      </div>
    </main>
  )
}
