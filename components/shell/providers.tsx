'use client'

import { ThemeProvider } from 'next-themes'
import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import { RouterProvider } from 'react-aria-components'
import { ApiProvider } from '@/components/api/trpc'
import type { Locale } from '@/components/messages/messages'
import { LocaleProvider, useMessages } from '@/components/messages/use-messages'
import { Toasts } from '@/components/ui/toast'

const LocalToasts = () => {
  const m = useMessages()
  return <Toasts regionLabel={m.common.notifications} closeLabel={m.common.close} />
}

export const Providers = ({
  locale,
  nonce,
  children,
}: {
  readonly locale: Locale
  readonly nonce: string | undefined
  readonly children: ReactNode
}) => {
  const router = useRouter()
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <RouterProvider navigate={(path) => router.push(path)}>
        <LocaleProvider initial={locale}>
          <ApiProvider>
            {children}
            <LocalToasts />
          </ApiProvider>
        </LocaleProvider>
      </RouterProvider>
    </ThemeProvider>
  )
}
