import { defineDockBehaviour } from './behaviour.ts'

export default defineDockBehaviour('return_specific_home', {
  refuse: (dock, { home_dock_sn }) => dock.missions.returnTo(home_dock_sn),
})
