import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** Where `npm run dev` finds the server. */
const SERVER = process.env.ROOKERY_DEV_SERVER ?? 'http://localhost:6789'
/** The API's own prefixes: `/map` alone could be a page of the console, `/map/api` never is. */
const API = ['/manage/api', '/control/api', '/map/api', '/wayline/api', '/media/api', '/storage/api']

export default defineConfig({
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: true,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: 'dist',
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    // Inlined assets would need `data:` in more places of the Content-Security-Policy than images.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      ...Object.fromEntries(API.map(path => [path, { target: SERVER, changeOrigin: false }])),
      '/api/v1/ws': { target: SERVER, ws: true },
      '/openapi.json': SERVER,
      '/asyncapi.json': SERVER,
    },
  },
})
