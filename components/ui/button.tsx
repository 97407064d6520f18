'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button'

const VARIANTS = {
  plain: 'border-line-strong bg-raised text-fg hover:bg-ink-4/40',
  primary: 'border-fg bg-fg text-ground hover:opacity-85',
  quiet: 'border-transparent text-fg-2 hover:bg-ink-4/60 hover:text-fg',
  danger: 'border-crit bg-crit-bg text-crit hover:bg-crit hover:text-ground',
} as const
const SIZES = { normal: 'h-8 px-3', small: 'h-6.5 px-2 text-sm', icon: 'size-8 px-0' } as const

interface Look {
  readonly variant?: keyof typeof VARIANTS
  readonly size?: keyof typeof SIZES
}

const BASE =
  'inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors duration-100 select-none ' +
  'disabled:pointer-events-none disabled:border-line disabled:bg-ink-4/60 disabled:text-fg-3'

export const buttonLook = ({ variant = 'plain', size = 'normal' }: Look): string => `${BASE} ${VARIANTS[variant]} ${SIZES[size]}`

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'>, Look {}

export const Button = ({ variant, size, ...props }: ButtonProps) => (
  <AriaButton {...props} className={buttonLook({ variant, size })} />
)

export const LinkButton = ({ href, children, ...look }: Look & { readonly href: string; readonly children: ReactNode }) => (
  <Link href={href} className={buttonLook(look)}>
    {children}
  </Link>
)
