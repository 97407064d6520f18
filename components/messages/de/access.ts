import type { Messages } from '../messages'

export const access: Messages['access'] = {
  signIn: 'Anmelden',
  name: 'Name',
  password: 'Passwort',
  setupTitle: 'Willkommen. Ersten Administrator anlegen',
  setupIntro: 'Den Einmal-Code eingeben, den der Server beim Start ausgegeben hat. Er gilt einmal.',
  code: 'Einmal-Code',
  passwordHint: 'Mindestens 12 Zeichen.',
  create: 'Administrator anlegen und anmelden',
  working: 'Einen Moment',
  tagline: 'Bringt Ihr Rechenzentrum durch den Stromausfall.',
}
