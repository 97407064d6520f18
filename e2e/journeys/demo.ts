import { test as base, expect, type Page } from '@playwright/test'
import { exportedJournal } from './journal'
import { startProduct, type Product } from './product'
import { simulatorOf, type Simulator } from './simulator'

export { expect }

export interface Demo extends Product, Simulator {
  readonly signInLink: string
}

interface Fixtures {
  readonly product: { readonly start: typeof startProduct }
  readonly demo: Demo
  /** The page, signed in as the demo's admin, on the overview. */
  readonly console: Page
  /** Whatever a browser complained about; empty at the end of each journey, or it fails. */
  readonly complaints: string[]
}

const watch = (page: Page, complaints: string[]): void => {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.type()} on ${page.url()}: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => complaints.push(`exception on ${page.url()}: ${error.message}`))
}

export const test = base.extend<Fixtures>({
  complaints: async ({ context }, use) => {
    const complaints: string[] = []
    for (const page of context.pages()) watch(page, complaints)
    context.on('page', (page) => watch(page, complaints))
    await use(complaints)
    expect(complaints, 'a browser complained').toEqual([])
  },
  product: async ({}, use, info) => {
    const started: Product[] = []
    await use({
      start: async (...given) => {
        const product = await startProduct(...given)
        started.push(product)
        return product
      },
    })
    await Promise.all(started.map((product) => product.stop()))
    if (info.status !== info.expectedStatus)
      for (const each of started) await info.attach('printed by the product', { body: each.printed(), contentType: 'text/plain' })
  },
  demo: async ({ product }, use) => {
    const demo = await product.start(['--demo'])
    await use({ ...demo, ...simulatorOf(demo.pid), signInLink: demo.told(/Sign in as its admin: (\S+)/) })
  },
  console: async ({ demo, page, complaints: _ }, use, info) => {
    await page.goto(demo.signInLink)
    await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
    await expect(page.getByText(/^Live · /)).toBeVisible()
    await use(page)
    if (info.status === info.expectedStatus) return
    const told = (await exportedJournal(page)).map(
      ({ id, atMs, kind, message }) => `${id} ${new Date(atMs).toISOString()} ${kind}: ${message}`,
    )
    await info.attach('journal', { body: told.join('\n'), contentType: 'text/plain' })
  },
})
