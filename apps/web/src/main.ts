import { mount } from 'svelte';
import { visitKey } from './access/visit-key.svelte.js';
import App from './app.svelte';
import './page.css';

const target = document.getElementById('page');
if (target === null) throw new Error('index.html has no element #page');
visitKey.recall();
mount(App, { target });
