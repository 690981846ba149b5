export { DemoUser, sessionRoutes } from './session.routes.ts'
export { type MqttCredentials, SessionService } from './session.service.ts'
export { sessionStore } from './session.store.ts'
