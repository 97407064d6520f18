'use client'

import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { de } from './de'
import { en } from './en'
import { LOCALE_COOKIE, type Locale, type Messages } from './messages'

const CATALOGUES: Record<Locale, Messages> = { en, de }

interface LocaleValue {
  readonly locale: Locale
  readonly setLocale: (locale: Locale) => void
}
const LocaleContext = createContext<LocaleValue>({ locale: 'en', setLocale: () => undefined })

export const LocaleProvider = ({ initial, children }: { readonly initial: Locale; readonly children: ReactNode }) => {
  const [locale, keep] = useState(initial)
  const value = useMemo<LocaleValue>(
    () => ({
      locale,
      setLocale: (next) => {
        document.cookie = `${LOCALE_COOKIE}=${next}; path=/; max-age=31536000; samesite=lax`
        document.documentElement.lang = next
        keep(next)
      },
    }),
    [locale],
  )
  return (
    <LocaleContext value={value}>
      <I18nProvider locale={locale === 'en' ? 'en-GB' : 'de-DE'}>{children}</I18nProvider>
    </LocaleContext>
  )
}

export const useLocale = (): LocaleValue => useContext(LocaleContext)

/** The reader's catalogue: `m.overview.title`. */
export const useMessages = (): Messages => CATALOGUES[useContext(LocaleContext).locale]
