export const access = {
  signIn: 'Sign in',
  name: 'Name',
  password: 'Password',
  setupTitle: 'Welcome. Create the first admin',
  setupIntro: 'Type the one-time code that the server printed when it started. It works once.',
  code: 'One-time code',
  passwordHint: 'At least 12 characters.',
  create: 'Create admin and sign in',
  working: 'One moment',
  tagline: 'Carries your datacenter through power loss.',
}
