import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { LOCALE_COOKIE, localeOf } from '@/components/messages/messages'
import { Providers } from '@/components/shell/providers'
import './globals.css'

export const metadata: Metadata = { title: 'Ridethrough', icons: { icon: '/icon.svg' } }
export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const [given, jar] = await Promise.all([headers(), cookies()])
  const nonce = given.get('x-nonce') ?? undefined
  const locale = localeOf(jar.get(LOCALE_COOKIE)?.value ?? given.get('accept-language'))
  return (
    <html lang={locale} suppressHydrationWarning>
      <head>{nonce ? <meta property="csp-nonce" nonce={nonce} content={nonce} /> : null}</head>
      <body>
        <Providers locale={locale} nonce={nonce}>
          {children}
        </Providers>
      </body>
    </html>
  )
}
