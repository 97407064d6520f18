import type { en } from './en'

/** The English catalogue's shape: every other language must fill all of it, or the type check fails. */
type Shape<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...given: infer Given) => string
      ? (...given: Given) => string
      : Shape<T[K]>
}

export type Messages = Shape<typeof en>

export const LOCALES = ['en', 'de'] as const
export type Locale = (typeof LOCALES)[number]

export const LOCALE_COOKIE = 'ridethrough_locale'

export const localeOf = (text: string | undefined | null): Locale => LOCALES.find((locale) => text?.startsWith(locale)) ?? 'en'
