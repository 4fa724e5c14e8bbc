/** Starts the application. */
import { mount } from 'svelte';
import App from './App.svelte';
import './fonts.css';
import './tokens.css';
import './base.css';
import './large.css';
import './overlays.css';
import './dialog.css';
import './line-field.css';
import './on-demand.css';
import './own-field.css';
import './plot.css';
import './forced-colors.css';

const target = document.getElementById('app');
if (target) mount(App, { target });
