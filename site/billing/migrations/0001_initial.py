
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('customers', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Receivable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(db_index=True, max_length=30, verbose_name='reference')),
                ('reason_type', models.CharField(max_length=60)),
                ('reason_id', models.CharField(max_length=40)),
                ('party', models.JSONField(verbose_name='debtor')),
                ('lines', models.JSONField(verbose_name='lines')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('paid', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='paid')),
                ('currency', models.CharField(default='EUR', max_length=3, verbose_name='currency')),
                ('language', models.CharField(default='de', max_length=5, verbose_name='language')),
                ('prepaid', models.BooleanField(default=True, help_text='Paid before delivery: never dunned.', verbose_name='prepaid')),
                ('state', models.CharField(choices=[('open', 'open'), ('settled', 'settled'), ('cancelled', 'cancelled')], default='open', max_length=10, verbose_name='state')),
                ('opened_at', models.DateTimeField(verbose_name='since')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receivables', to='customers.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'receivable',
                'verbose_name_plural': 'receivables',
                'permissions': [('record_payment', 'Can record that money was received')],
            },
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, unique=True, verbose_name='number')),
                ('kind', models.CharField(choices=[('invoice', 'invoice')], default='invoice', max_length=20, verbose_name='kind')),
                ('language', models.CharField(max_length=5, verbose_name='language')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('party', models.JSONField(verbose_name='buyer')),
                ('seller', models.JSONField(verbose_name='seller')),
                ('lines', models.JSONField(verbose_name='lines')),
                ('totals', models.JSONField(verbose_name='totals')),
                ('gross', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('paid', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='paid')),
                ('small_business', models.BooleanField(verbose_name='small business (§ 19 UStG)')),
                ('customer_number', models.CharField(max_length=30, verbose_name='customer number')),
                ('reference', models.CharField(max_length=30, verbose_name='order')),
                ('issued_at', models.DateTimeField(verbose_name='issued')),
                ('issued_on', models.DateField(verbose_name='date')),
                ('supply_date', models.DateField(verbose_name='date of supply')),
                ('due_on', models.DateField(verbose_name='due')),
                ('paid_with', models.CharField(blank=True, max_length=30, verbose_name='paid with')),
                ('payment_note', models.CharField(blank=True, max_length=300, verbose_name='payment')),
                ('pdf', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storeddocument', verbose_name='PDF')),
                ('xml', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storeddocument', verbose_name='XML')),
                ('receivable', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='invoice', to='billing.receivable', verbose_name='receivable')),
            ],
            options={
                'verbose_name': 'invoice',
                'verbose_name_plural': 'invoices',
                'permissions': [('download_invoice', 'Can download invoices')],
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('payment', models.UUIDField(unique=True, verbose_name='payment')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('provider', models.CharField(max_length=20, verbose_name='paid with')),
                ('paid_on', models.DateField(verbose_name='paid')),
                ('allocated_at', models.DateTimeField(verbose_name='allocated')),
                ('receivable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='billing.receivable', verbose_name='receivable')),
            ],
            options={
                'verbose_name': 'allocation',
                'verbose_name_plural': 'allocations',
            },
        ),
        migrations.CreateModel(
            name='UnassignedMoney',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('payment', models.UUIDField(unique=True, verbose_name='payment')),
                ('reference', models.CharField(max_length=60, verbose_name='paid for')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('currency', models.CharField(default='EUR', max_length=3, verbose_name='currency')),
                ('provider', models.CharField(max_length=20, verbose_name='paid with')),
                ('reason', models.CharField(choices=[('overpaid', 'paid more than owed'), ('settled', 'already paid before'), ('cancelled', 'the claim was cancelled'), ('currency', 'other currency'), ('unknown', 'no such claim')], max_length=10, verbose_name='why it waits')),
                ('state', models.CharField(choices=[('waiting', 'waits for a decision'), ('done', 'done')], default='waiting', max_length=10, verbose_name='state')),
                ('received_on', models.DateField(verbose_name='received')),
                ('decision', models.CharField(blank=True, max_length=500, verbose_name='decision')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('receivable', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unassigned_money', to='billing.receivable', verbose_name='receivable')),
            ],
            options={
                'verbose_name': 'money without a claim',
                'verbose_name_plural': 'money without a claim',
                'permissions': [('decide_money', 'Can decide about money without a claim')],
            },
        ),
        migrations.AddIndex(
            model_name='receivable',
            index=models.Index(fields=['reason_type', 'reason_id'], name='billing_rec_reason__c2afca_idx'),
        ),
        migrations.AddIndex(
            model_name='receivable',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='billing_receivable_open_due'),
        ),
        migrations.AddConstraint(
            model_name='receivable',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='billing_receivable_amount_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='receivable',
            constraint=models.CheckConstraint(condition=models.Q(('paid__gte', 0), ('paid__lte', models.F('amount'))), name='billing_receivable_paid_within_amount'),
        ),
        migrations.AddConstraint(
            model_name='receivable',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'settled'), _negated=True), models.Q(('paid', models.F('amount')), ('settled_at__isnull', False)), _connector='OR'), name='billing_receivable_settled_is_paid'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pdf__isnull', True), ('xml__isnull', True)), models.Q(('pdf__isnull', False), ('xml__isnull', False)), _connector='OR'), name='billing_invoice_both_documents_or_none'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='billing_allocation_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='unassignedmoney',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='billing_unassignedmoney_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='unassignedmoney',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'waiting'), models.Q(('decision', ''), _negated=True), _connector='OR'), name='billing_unassignedmoney_done_says_how'),
        ),
    ]
